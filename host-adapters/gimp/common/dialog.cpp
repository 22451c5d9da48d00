// What does the window look like? Distances are the GNOME guidelines': 12 pixels around and between groups, 6 within
// them.
#include "dialog.h"

#include "signals.h"

#include "inlay/plugin/price.h"
#include "inlay/plugin/service.h"

#include <gdk/gdkkeysyms.h>

#include <algorithm>

namespace inlay::gimp::ui {
namespace {

constexpr int narrowest = 560;
constexpr int thumbnail_side = 48;
constexpr guint after_animation_ms = 300; // GTK folds an expander up in steps

char const* run_label(Action action) {
    return action == Action::edit_layer ? "_Edit Layer" : "Gen_erate";
}

char const* title_of(Action action) {
    switch (action) {
    case Action::edit_layer:
        return "Edit Layer with Prompt";
    case Action::generate_layer:
        return "Generate Layer from Text";
    case Action::generate_image:
        break;
    }
    return "Image from Text";
}

char const* what_happens(Action action) {
    switch (action) {
    case Action::edit_layer:
        return "The answer becomes a new layer above this one.";
    case Action::generate_layer:
        return "The picture covers the selection, or the whole canvas.";
    case Action::generate_image:
        break;
    }
    return "The picture opens as a new image.";
}

std::string heading(Action action, ItemId source) {
    if (action != Action::edit_layer) return title_of(action);
    return "Edit “" + item_name(source) + "”";
}

// "Automatic" first, then what the model offers; nothing when it is left to the model.
std::vector<std::string> choices_of(std::vector<std::string> offered) {
    offered.insert(offered.begin(), std::string());
    return offered;
}

} // namespace

Dialog::Dialog(Action action, ImageId image, ItemId source, std::vector<std::string> const& notes,
               Choices const& choices)
    : action_(action), references_(image, action == Action::edit_layer ? source : none, [this] { on_references(); }),
      spent_today_(spent_today()) {
    dialog_ =
        gimp_dialog_new(title_of(action), "inlay", nullptr, static_cast<GtkDialogFlags>(0), nullptr, nullptr, nullptr);
    insert_ = gtk_dialog_add_button(gtk(), "Ins_ert Anyway", response_insert);
    new_image_ = gtk_dialog_add_button(gtk(), "Op_en as New Image", response_new_image);
    close_ = gtk_dialog_add_button(gtk(), "_Cancel", GTK_RESPONSE_CANCEL);
    run_ = gtk_dialog_add_button(gtk(), run_label(action), response_run);
    gtk_dialog_set_default_response(gtk(), response_run);
    gimp_window_set_transient(GTK_WINDOW(dialog_));
    connect_function<&Dialog::on_key>(dialog_, "key-press-event", this);

    GtkWidget* main = vbox(12);
    gtk_container_set_border_width(GTK_CONTAINER(main), 12);
    pack(dialog_content(dialog_), main, true);
    build_header(source, main);
    build_prompt(main);
    inputs_ = vbox(12);
    pack(main, inputs_);
    build_choices(choices, inputs_);
    pack(main, status_.widget());
    status_.set_notes(notes);

    for (auto const& field : fields_)
        field->load(choices.options);
    references_.load(choices.options.references);
    gtk_text_buffer_set_text(gtk_text_view_get_buffer(GTK_TEXT_VIEW(prompt_)), choices.options.prompt.c_str(), -1);
    on_connection();
    gtk_widget_show_all(main);
    offer(0);
    focus_prompt();
}

Dialog::~Dialog() {
    if (shrink_) g_source_remove(shrink_);
    gtk_widget_destroy(dialog_);
}

void Dialog::build_header(ItemId source, GtkWidget* into) {
    GtkWidget* row = hbox(12);
    GtkWidget* image = gtk_image_new_from_icon_name("gimp-image", GTK_ICON_SIZE_DIALOG);
    if (item_exists(source) && action_ == Action::edit_layer) {
        int const side = thumbnail_side * scale_factor(dialog_);
        if (GdkPixbuf* picture =
                gimp_drawable_get_thumbnail(as_drawable(source), side, side, GIMP_PIXBUF_SMALL_CHECKS)) {
            set_picture(image, picture, scale_factor(dialog_));
            g_object_unref(picture);
        }
    }
    gtk_widget_set_size_request(image, thumbnail_side, thumbnail_side);
    pack(row, image);
    GtkWidget* words = vbox(3);
    GtkWidget* title = text("");
    gtk_label_set_ellipsize(GTK_LABEL(title), PANGO_ELLIPSIZE_END); // a layer's name may be long
    gchar* markup = g_markup_printf_escaped("<big><b>%s</b></big>", heading(action_, source).c_str());
    gtk_label_set_markup(GTK_LABEL(title), markup);
    g_free(markup);
    pack(words, title);
    pack(words, text(what_happens(action_), true));
    pack(row, words, true);
    pack(into, row);
}

void Dialog::build_prompt(GtkWidget* into) {
    prompt_ = gtk_text_view_new();
    gtk_text_view_set_wrap_mode(GTK_TEXT_VIEW(prompt_), GTK_WRAP_WORD_CHAR);
    gtk_text_view_set_accepts_tab(GTK_TEXT_VIEW(prompt_), FALSE); // Tab goes on to the next field
    gtk_text_view_set_left_margin(GTK_TEXT_VIEW(prompt_), 6);
    gtk_text_view_set_right_margin(GTK_TEXT_VIEW(prompt_), 6);
    gtk_widget_set_tooltip_text(prompt_, "Ctrl+Enter runs it.");
    GtkWidget* scrolled = gtk_scrolled_window_new(nullptr, nullptr);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_set_shadow_type(GTK_SCROLLED_WINDOW(scrolled), GTK_SHADOW_IN);
    // Not the window itself: GTK 2 would then make it no wider even where its content is, and cut that off.
    gtk_widget_set_size_request(scrolled, narrowest - 24, 64);
    gtk_container_add(GTK_CONTAINER(scrolled), prompt_);
    GtkWidget* box = vbox(6);
    char const* words =
        action_ == Action::edit_layer ? "_Prompt: what should change?" : "_Prompt: what should the picture show?";
    pack(box, label_for(prompt_, words));
    pack(box, scrolled, true);
    pack(into, box, true);
}

Field& Dialog::add_field(std::string_view name, std::vector<std::string> const& suggestions) {
    return *fields_.emplace_back(std::make_unique<Field>(name, suggestions));
}

void Dialog::build_choices(Choices const& choices, GtkWidget* into) {
    GtkWidget* rows = grid();
    connection_ = std::make_unique<ConnectionPanel>(choices, [this] { on_connection(); });
    int row = connection_->add_rows(rows, 0);

    GtkWidget* asked = hbox(12);
    aspect_ = &add_field("aspect", {std::string()});
    size_ = &add_field("size");
    count_ = &add_field("count");
    bool const shape = action_ == Action::generate_image; // elsewhere the layer or the selection gives it
    Field const& first = shape ? *aspect_ : *size_;
    attach(rows, first.make_label(), 0, row, 1, false);
    pack(asked, first.widget(), true);
    if (shape) {
        pack(asked, size_->make_label());
        pack(asked, size_->widget(), true);
    }
    pack(asked, count_->make_label());
    pack(asked, count_->widget());
    attach(rows, asked, 1, row, 1, true);
    price_ = text("", true);
    attach(rows, price_, 1, row + 1, 1, true, 0);
    attach(rows, references_.make_label(), 0, row + 2, 1, false);
    attach(rows, references_.widget(), 1, row + 2, 1, true);
    references_note_ = text("", true);
    attach(rows, references_note_, 1, row + 3, 1, true, 0);
    hide_at_first(price_);
    hide_at_first(references_note_);
    connect<&Dialog::show_price>(size_->widget(), "changed", this);
    connect<&Dialog::show_price>(count_->widget(), "value-changed", this);
    pack(into, rows);

    if (action_ == Action::edit_layer)
        placement_expander_ = build_expander("Ad_just the answer", build_placement(), into);
    advanced_expander_ = build_expander("Advanced _settings", connection_->advanced(), into);
    if (placement_expander_) connect<&Dialog::on_placement_expander>(placement_expander_, "notify::expanded", this);
    connect<&Dialog::on_advanced_expander>(advanced_expander_, "notify::expanded", this);
}

GtkWidget* Dialog::build_placement() {
    GtkWidget* rows = grid();
    int cell = 0;
    for (char const* name : {"keep", "feather", "alpha", "context", "align"}) {
        Field const& field = add_field(name);
        attach(rows, field.make_label(), cell % 2 * 2, cell / 2, 1, false);
        GtkWidget* const value =
            field.unit().empty() ? field.widget() : with_unit(field.widget(), field.unit().c_str());
        attach(rows, value, cell % 2 * 2 + 1, cell / 2, 1, true);
        ++cell;
    }
    attach(rows, add_field("match-colour").widget(), 2, 2, 2, true);
    return rows;
}

GtkWidget* Dialog::build_expander(char const* label, GtkWidget* inside, GtkWidget* into) {
    GtkWidget* expander = gtk_expander_new_with_mnemonic(label);
    gtk_container_add(GTK_CONTAINER(expander), indented(inside));
    pack(into, expander);
    return expander;
}

Result<Options> Dialog::options() const {
    Options options;
    for (auto const& field : fields_)
        if (Result<void> stored = field->store(options); !stored) return fail(stored.error());
    GtkTextBuffer* buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(prompt_));
    GtkTextIter start;
    GtkTextIter end;
    gtk_text_buffer_get_bounds(buffer, &start, &end);
    gchar* words = gtk_text_buffer_get_text(buffer, &start, &end, FALSE);
    Result<void> const stored = row_of("prompt").set(options, words);
    g_free(words);
    if (!stored) return fail(stored.error());
    options.references = references_.files();
    if (Result<void> const sense = check_options(options, action_); !sense) return fail(sense.error());
    return options;
}

void Dialog::set_running(bool running) {
    gtk_widget_set_sensitive(inputs_, !running);
    gtk_text_view_set_editable(GTK_TEXT_VIEW(prompt_), !running); // still to be read
    gtk_widget_set_sensitive(run_, !running);
    if (!running) focus_prompt();
}

void Dialog::focus_prompt() {
    gtk_widget_grab_focus(prompt_);
}

void Dialog::show_error(Error const& error) {
    status_.show_error(error);
    if (error.code == ErrorCode::model_unavailable) connection_->look_at_models_again();
    GtkWidget* const field = connection_->field_for(error.code);
    gtk_widget_grab_focus(field ? field : prompt_);
}

void Dialog::show_done(std::string const& sentence, std::vector<std::string> const& notes) {
    std::string more;
    for (std::string const& note : notes)
        more += (more.empty() ? "" : "\n") + note;
    status_.show_message(sentence, more);
    gtk_button_set_label(GTK_BUTTON(close_), "_Close");
    gtk_button_set_label(GTK_BUTTON(run_), action_ == Action::edit_layer ? "_Edit Again" : "Gen_erate Again");
    gtk_widget_grab_focus(close_);
    spent_today_ = spent_today();
    show_price();
}

void Dialog::hide() {
    gtk_widget_hide(dialog_);
    while (gtk_events_pending())
        gtk_main_iteration();
}

void Dialog::offer(int response) {
    offered_ = response;
    gtk_widget_set_visible(insert_, response == response_insert);
    gtk_widget_set_visible(new_image_, response == response_new_image);
    // Both offers use the run button's letter, which "Try Again" does without.
    gtk_button_set_label(GTK_BUTTON(run_), response ? "Try Again" : run_label(action_));
    gtk_button_set_label(GTK_BUTTON(close_), "_Cancel");
}

void Dialog::offer_to_insert(char const* label) {
    gtk_button_set_label(GTK_BUTTON(insert_), label);
    offer(response_insert);
}

void Dialog::on_connection() {
    if (!aspect_ || !connection_) return;
    // What was wrong with the other service goes; a list of models that comes meanwhile takes nothing away.
    std::string const provider = connection_->provider().id;
    if (!offered_ && provider != told_of_) status_.clear();
    told_of_ = provider;
    Model const model = connection_->model();
    aspect_->set_suggestions(choices_of(model.aspects));
    std::vector<std::string> sizes;
    for (Choice const& choice : row_of("size").choices) // a size that the table does not know cannot be asked for
        if (std::ranges::find(model.sizes, choice.value) != model.sizes.end()) sizes.emplace_back(choice.value);
    bool const several = sizes.size() > 1;
    size_->set_suggestions(choices_of(several ? sizes : std::vector<std::string>()));
    gtk_widget_set_sensitive(size_->widget(), several);
    gtk_widget_set_sensitive(aspect_->widget(), !model.aspects.empty());
    on_references();
    show_price();
}

void Dialog::on_references() {
    if (!references_note_ || !connection_) return;
    Model const model = connection_->model();
    bool const known = !model.aspects.empty() || !model.sizes.empty();
    int const most = model.max_references;
    std::string const takes = most == 0   ? "no reference pictures"
                              : most == 1 ? "one reference picture"
                                          : "at most " + std::to_string(most) + " reference pictures";
    set_small(references_note_,
              known && references_.count() > most ? "This model takes " + takes + "; what is over is not sent." : "");
}

void Dialog::show_price() {
    if (!price_ || !connection_) return;
    Options asked;
    bool const known = size_->store(asked) && count_->store(asked);
    set_small(price_, known ? price_sentence(expected_price(connection_->provider(), connection_->model(), action_,
                                                            asked.size, asked.count),
                                             spent_today_)
                            : "");
}

// One of the two at a time: so the window fits on a small screen without scrolling.
void Dialog::on_placement_expander() {
    if (gtk_expander_get_expanded(GTK_EXPANDER(placement_expander_)))
        gtk_expander_set_expanded(GTK_EXPANDER(advanced_expander_), FALSE);
    on_expanded();
}

void Dialog::on_advanced_expander() {
    if (placement_expander_ && gtk_expander_get_expanded(GTK_EXPANDER(advanced_expander_)))
        gtk_expander_set_expanded(GTK_EXPANDER(placement_expander_), FALSE);
    on_expanded();
}

// The window shrinks again when the expander has closed; by itself it only grows.
void Dialog::on_expanded() {
    if (!shrink_) shrink_ = after<&Dialog::shrink>(after_animation_ms, this);
}

void Dialog::shrink() {
    shrink_ = 0;
    int width = narrowest;
    int height = 1;
    gtk_window_get_size(GTK_WINDOW(dialog_), &width, &height);
    gtk_window_resize(GTK_WINDOW(dialog_), width, 1);
}

gboolean Dialog::on_key(GtkWidget*, GdkEventKey* event, gpointer self) {
    bool const enter =
        event->keyval == GDK_KEY_Return || event->keyval == GDK_KEY_KP_Enter || event->keyval == GDK_KEY_ISO_Enter;
    auto* const dialog = static_cast<Dialog*>(self);
    if (!enter || !(event->state & GDK_CONTROL_MASK) || !gtk_widget_get_sensitive(dialog->run_)) return FALSE;
    gtk_dialog_response(dialog->gtk(), response_run);
    return TRUE;
}

} // namespace inlay::gimp::ui

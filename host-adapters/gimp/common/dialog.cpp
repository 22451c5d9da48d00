// Distances are the GNOME guidelines': 12 pixels around and between groups, 6 within them.
#include "dialog.h"

#include "selection.h"
#include "signals.h"
#include "subject_picture.h"

#include <gdk/gdkkeysyms.h>

#include <algorithm>

namespace inlay::gimp::ui {
namespace {

constexpr int narrowest = 560;
constexpr int lowest_middle = 120;
constexpr int scroll_bar = 20;
constexpr int around = 110; // title bar, distances and the edges of the screen
constexpr int thumbnail_side = 48;
constexpr int frame_side = 96;
constexpr guint after_animation_ms = 300; // GTK folds an expander up in steps

} // namespace

Dialog::Dialog(Session const& session, Subject subject, Options options)
    : session_(session), subject_(std::move(subject)), options_(std::move(options)),
      service_({[this]() -> Session const& { return session_; }, [this] { return written(); }, [this] { refresh(); }}),
      references_(subject_.image, subject_.action == Action::edit_layer ? subject_.source : none,
                  [this] { refresh_soon(); }),
      area_(
          service_, references_, [this](std::string const& name) { on_field(name); }, [this] { fit_folded(); }) {
    references_.load(options_.references);
    Form const first = session_.form(subject_.action, options_, subject_.context);
    dialog_ = gimp_dialog_new(first.title.c_str(), "inlay", nullptr, static_cast<GtkDialogFlags>(0), nullptr, nullptr,
                              nullptr);
    build_buttons(first);
    gimp_window_set_transient(GTK_WINDOW(dialog_));
    connect_function<&Dialog::on_key>(dialog_, "key-press-event", this);

    GtkWidget* main = vbox(12);
    gtk_container_set_border_width(GTK_CONTAINER(main), 12);
    pack(dialog_content(dialog_), main, true);
    build_header(main);
    content_ = vbox(12);
    build_prompt(first, content_);
    pack(content_, area_.widget());
    middle_ = scrolled_column(content_);
    pack(main, middle_, true);
    pack(main, status_.widget());

    provider_ = first.field("provider")->value;
    service_.choose(*session_.providers().find(provider_));
    area_.build(first);
    service_.ask();
    refresh();
    gtk_widget_show_all(main);
    clear();
    if (subject_.action == Action::edit_layer && subject_.context.has_selection) area_.unfold("placement");
    if (subject_.context.has_selection) open_beside_selection();
    fit();
    focus_prompt();
}

Dialog::~Dialog() {
    for (guint const source : {refresh_, fit_, folding_})
        if (source) g_source_remove(source);
    gtk_widget_destroy(dialog_);
}

void Dialog::build_buttons(Form const& form) {
    reset_ = gtk_dialog_add_button(gtk(), "Reset", response_reset); // as in GIMP's own windows
    insert_anyway_ = gtk_dialog_add_button(gtk(), "", response_insert_anyway);
    insert_arrived_ = gtk_dialog_add_button(gtk(), "", response_insert_arrived);
    new_image_ = gtk_dialog_add_button(gtk(), "", response_new_image);
    close_ = gtk_dialog_add_button(gtk(), form.cancel_label.c_str(), GTK_RESPONSE_CANCEL);
    run_ = gtk_dialog_add_button(gtk(), form.run_label.c_str(), response_run);
    gtk_dialog_set_default_response(gtk(), response_run);
}

void Dialog::build_header(GtkWidget* into) {
    header_ = hbox(12);
    picture_ = gtk_image_new_from_icon_name("gimp-image", GTK_ICON_SIZE_DIALOG);
    bool const shows_frame = subject_.action == Action::edit_layer && subject_.context.has_selection;
    int const side = shows_frame ? frame_side : thumbnail_side;
    gtk_widget_set_size_request(picture_, side, side);
    pack(header_, picture_);
    GtkWidget* words = vbox(3);
    heading_ = text_widget("");
    gtk_label_set_ellipsize(GTK_LABEL(heading_), PANGO_ELLIPSIZE_END); // a layer's name may be long
    target_ = text_widget("", true);
    pack(words, heading_);
    pack(words, target_);
    pack(header_, words, true);
    pack(into, header_);
}

// Of the frame that would be sent, so it follows what the frame depends on.
void Dialog::show_picture(Form const& form) {
    if (subject_.action != Action::edit_layer || !item_exists(subject_.source)) return;
    FormField const* const context = form.field("context");
    std::string const model = form.field("model")->value;
    std::string const depends_on = provider_ + "\n" + model + "\n" + (context ? context->value : "");
    if (depends_on == pictured_) return;
    pictured_ = depends_on;
    int const scale = scale_factor(dialog_);
    Provider const& provider = *session_.providers().find(provider_);
    GdkPixbuf* const picture =
        picture_of_subject(subject_.source, (subject_.context.has_selection ? frame_side : thumbnail_side) * scale,
                           written().context, session_.providers().model_at(provider, model).aspects);
    if (!picture) return;
    set_picture(picture_, picture, scale);
    g_object_unref(picture);
}

// At the edge of the screen that is farther from it.
void Dialog::open_beside_selection() {
    Result<std::optional<Rect>> const bounds = selection_bounds(subject_.image);
    if (!bounds || !*bounds) return;
    bool const lies_left = (*bounds)->x + (*bounds)->width / 2 <= canvas_size(subject_.image).width / 2;
    GdkRectangle const area = work_area(dialog_);
    int const x = lies_left ? area.x + area.width - narrowest - scroll_bar - 24 : area.x;
    gtk_window_set_position(GTK_WINDOW(dialog_), GTK_WIN_POS_NONE);
    gtk_window_move(GTK_WINDOW(dialog_), std::max(area.x, x), area.y + area.height / 12);
}

void Dialog::build_prompt(Form const& form, GtkWidget* into) {
    prompt_ = gtk_text_view_new();
    gtk_text_view_set_wrap_mode(GTK_TEXT_VIEW(prompt_), GTK_WRAP_WORD_CHAR);
    gtk_text_view_set_accepts_tab(GTK_TEXT_VIEW(prompt_), FALSE); // Tab goes on to the next field
    gtk_widget_set_tooltip_text(prompt_, form.prompt_help.c_str());
    GtkWidget* scrolled = framed_and_scrolled(prompt_);
    // Not the window itself: GTK 2 would then make it no wider even where its content is, and cut that off.
    gtk_widget_set_size_request(scrolled, narrowest - 24, 64);
    GtkTextBuffer* buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(prompt_));
    gtk_text_buffer_set_text(buffer, form.prompt.c_str(), -1);
    GtkTextIter start;
    GtkTextIter end;
    gtk_text_buffer_get_bounds(buffer, &start, &end);
    gtk_text_buffer_select_range(buffer, &start, &end); // typing replaces the old one
    connect<&Dialog::on_prompt>(buffer, "changed", this);
    GtkWidget* box = vbox(6);
    pack(box, label_for(prompt_, form.prompt_label.c_str()));
    pack(box, scrolled, true);
    pack(into, box, true);
}

void Dialog::show_header(Form const& form) {
    gchar* markup = g_markup_printf_escaped("<big><b>%s</b></big>", form.heading.c_str());
    gtk_label_set_markup(GTK_LABEL(heading_), markup);
    g_free(markup);
    bool const says_the_same = form.target == form.what_happens;
    gtk_label_set_text(GTK_LABEL(target_),
                       says_the_same ? form.target.c_str() : (form.target + " " + form.what_happens).c_str());
}

Options Dialog::written() const {
    Options options = area_.fields().written(options_);
    options.prompt = prompt();
    options.references = references_.files();
    return options;
}

Result<Options> Dialog::options() const {
    Result<Options> options = area_.fields().checked(written());
    if (!options) return options;
    if (Result<void> const prompt_set = find_parameter("prompt")->set(*options, prompt()); !prompt_set)
        return fail(prompt_set.error());
    if (Result<void> const sense = check_options(*options, subject_.action); !sense) return fail(sense.error());
    return options;
}

Form Dialog::form(Options const& options) const {
    FormContext context = subject_.context;
    context.reference_layers = static_cast<int>(references_.layers().size());
    service_.tell(context);
    return session_.form(subject_.action, options, context);
}

void Dialog::on_prompt() {
    on_field("prompt");
}

void Dialog::on_field(std::string const& name) {
    // What was wrong goes with what mends it; another list of models takes nothing away.
    bool const mended = is_error_ && (mended_by_.empty() || mended_by_ == name);
    if (!running_ && !offers_ && (mended || name == "provider")) clear();
    refresh_soon();
}

// Not at once: the widget that has changed may be made anew.
void Dialog::refresh_soon() {
    if (!refresh_) refresh_ = after<&Dialog::refresh>(0, this);
}

void Dialog::refresh() {
    if (refresh_) g_source_remove(refresh_);
    refresh_ = 0;
    std::string const chosen = area_.fields().find("provider")->text();
    if (chosen != provider_) show_provider(chosen);
    Form const now = form(written());
    area_.show(now);
    show_header(now);
    show_picture(now);
    status_.set_notes(now.notes);
    fit_soon();
}

// With what it had when it was used last.
void Dialog::show_provider(std::string const& id) {
    provider_ = id;
    options_ = session_.with_service(written(), id);
    service_.choose(*session_.providers().find(id));
    area_.build(form(options_));
    service_.ask();
    if (GtkWidget* const field = area_.focus_of("provider")) gtk_widget_grab_focus(field);
}

void Dialog::set_running(bool running) {
    running_ = running;
    gtk_widget_set_sensitive(area_.widget(), !running);
    gtk_text_view_set_editable(GTK_TEXT_VIEW(prompt_), !running); // still to be read
    gtk_widget_set_sensitive(run_, !running);
    gtk_widget_set_sensitive(reset_, !running);
    if (!running) focus_prompt();
}

void Dialog::show_progress(JobStatus const& status) {
    status_.show_progress(status);
    fit_soon();
}

void Dialog::focus_prompt() {
    gtk_widget_grab_focus(prompt_);
}

void Dialog::show(Message const& message) {
    status_.show_message(message);
    is_error_ = message.severity == Severity::error;
    mended_by_ = message.field;
    show_buttons(&message);
    if (is_error_) {
        if (message.field == "model") service_.look_at_models_again();
        GtkWidget* const field = message.field == "api-key" ? service_.key_field() : area_.focus_of(message.field);
        gtk_widget_grab_focus(field && gtk_widget_get_visible(field) ? field : prompt_);
    } else if (message.buttons.empty() && !message.notes.empty()) {
        gtk_widget_grab_focus(close_);
    }
    refresh(); // something may have been spent
}

void Dialog::show_buttons(Message const* message) {
    struct Place {
        Offer offer;
        GtkWidget* button;
    };
    offers_ = message && !message->buttons.empty();
    for (Place const& place :
         {Place{Offer::insert_anyway, insert_anyway_}, Place{Offer::insert_arrived, insert_arrived_},
          Place{Offer::open_as_new_image, new_image_}}) {
        auto const wanted = [&](MessageButton const& button) { return button.offer == place.offer; };
        auto const found =
            offers_ ? std::ranges::find_if(message->buttons, wanted) : decltype(message->buttons.end())();
        bool const there = offers_ && found != message->buttons.end();
        if (there) gtk_button_set_label(GTK_BUTTON(place.button), found->label.c_str());
        gtk_widget_set_visible(place.button, there);
    }
    Form const now = message ? Form() : form(written());
    gtk_button_set_label(GTK_BUTTON(run_), (message ? message->run_label : now.run_label).c_str());
    gtk_button_set_label(GTK_BUTTON(close_), (message ? message->close_label : now.cancel_label).c_str());
}

void Dialog::clear() {
    status_.clear();
    is_error_ = false;
    mended_by_.clear();
    show_buttons(nullptr);
    fit_soon();
}

void Dialog::reset() {
    area_.reset();
    refresh();
}

void Dialog::hide() {
    gtk_widget_hide(dialog_);
    while (gtk_events_pending())
        gtk_main_iteration();
}

void Dialog::fit_soon() {
    if (!fit_) fit_ = after<&Dialog::fit>(0, this);
}

void Dialog::fit_folded() {
    fit_soon();
    if (folding_) g_source_remove(folding_);
    folding_ = after<&Dialog::folded>(after_animation_ms, this);
}

void Dialog::folded() {
    folding_ = 0;
    fit();
}

// On a small screen the middle scrolls, so that the buttons and what is happening stay in sight. By itself a window
// only grows, so it is made small again, too.
void Dialog::fit() {
    if (fit_) g_source_remove(fit_);
    fit_ = 0;
    int width = narrowest;
    int height = 0;
    gtk_window_get_size(GTK_WINDOW(dialog_), &width, &height);
    int const inside = narrowest - 24;
    int const fixed = natural_height(header_, inside) + natural_height(status_.widget(), inside) +
                      natural_height(run_, inside) + around;
    int const wanted = natural_height(content_, inside);
    int const room = std::max(lowest_middle, work_area(dialog_).height - fixed);
    if (wanted == wanted_ && fixed == fixed_) return; // a person may have made it larger meanwhile
    wanted_ = wanted;
    fixed_ = fixed;
    gtk_widget_set_size_request(middle_, wanted > room ? inside + scroll_bar : inside, std::min(wanted, room));
    gtk_window_resize(GTK_WINDOW(dialog_), width, 1);
}

gboolean Dialog::on_key(GtkWidget*, GdkEventKey* event, gpointer self) {
    bool const enter =
        event->keyval == GDK_KEY_Return || event->keyval == GDK_KEY_KP_Enter || event->keyval == GDK_KEY_ISO_Enter;
    auto* const dialog = static_cast<Dialog*>(self);
    // A run that is given up leaves the window with the prompt in it.
    if (event->keyval == GDK_KEY_Escape && dialog->running_) {
        gtk_dialog_response(dialog->gtk(), GTK_RESPONSE_CANCEL);
        return TRUE;
    }
    if (!enter || !(event->state & GDK_CONTROL_MASK) || !gtk_widget_get_sensitive(dialog->run_)) return FALSE;
    gtk_dialog_response(dialog->gtk(), response_run);
    return TRUE;
}

} // namespace inlay::gimp::ui

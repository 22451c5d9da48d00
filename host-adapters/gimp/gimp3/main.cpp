// How does GIMP 3 call Inlay? Named arguments made from the parameter table; the new layers come back as the array
// `layers`.
#include "../common/procedure.h"
#include "../common/signals.h"

#include "inlay/guarded.h"
#include "inlay/plugin/parameters.h"
#include "inlay/plugin/private_memory.h"

#include <array>
#include <charconv>
#include <string>
#include <string_view>

using namespace inlay;
using namespace inlay::gimp;

namespace {

// GIMP keeps a procedure's arguments in clear text in the profile. Prompts do not belong there; Inlay keeps its last
// values itself.
constexpr auto flags = static_cast<GParamFlags>(G_PARAM_READWRITE | GIMP_PARAM_DONT_SERIALIZE);

// The number in a default value of the table; 0 when there is none.
double number_of(std::string_view text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string without_mnemonic(std::string_view label) {
    std::string text(label);
    std::erase(text, '_');
    return text;
}

// A choice is a string here: GIMP would turn an unknown choice into the default without a word, and the table's own
// check says what is allowed.
void add_argument(GimpProcedure* procedure, Parameter const& parameter) {
    std::string const name(parameter.name);
    std::string const nick = without_mnemonic(parameter.label);
    std::string const blurb(parameter.help);
    std::string const initial(parameter.default_value);
    switch (parameter.type) {
    case ParameterType::boolean:
        gimp_procedure_add_boolean_argument(procedure, name.c_str(), nick.c_str(), blurb.c_str(),
                                            initial == "on" || initial == "true", flags);
        return;
    case ParameterType::integer:
        gimp_procedure_add_int_argument(procedure, name.c_str(), nick.c_str(), blurb.c_str(),
                                        static_cast<int>(parameter.minimum), static_cast<int>(parameter.maximum),
                                        static_cast<int>(number_of(initial)), flags);
        return;
    case ParameterType::real:
        gimp_procedure_add_double_argument(procedure, name.c_str(), nick.c_str(), blurb.c_str(), parameter.minimum,
                                           parameter.maximum, number_of(initial), flags);
        return;
    case ParameterType::files:
        gimp_procedure_add_string_array_argument(procedure, name.c_str(), nick.c_str(), blurb.c_str(), flags);
        return;
    case ParameterType::text:
    case ParameterType::string:
    case ParameterType::choice:
        gimp_procedure_add_string_argument(procedure, name.c_str(), nick.c_str(), blurb.c_str(), initial.c_str(),
                                           flags);
        return;
    }
}

std::string text_of_value(GValue const* value) {
    if (G_VALUE_HOLDS_BOOLEAN(value)) return g_value_get_boolean(value) ? "on" : "off";
    if (G_VALUE_HOLDS_INT(value)) return std::to_string(g_value_get_int(value));
    if (G_VALUE_HOLDS_DOUBLE(value)) {
        std::array<char, 32> buffer{};
        auto const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), g_value_get_double(value)).ptr;
        return {buffer.data(), end};
    }
    char const* const text = G_VALUE_HOLDS_STRING(value) ? g_value_get_string(value) : nullptr;
    return text ? text : "";
}

Result<void> take_argument(GObject* config, Parameter const& parameter, Options& options) {
    std::string const name(parameter.name);
    if (!g_object_class_find_property(G_OBJECT_GET_CLASS(config), name.c_str())) return {};
    if (parameter.type == ParameterType::files) {
        gchar** files = nullptr;
        g_object_get(config, name.c_str(), &files, nullptr);
        std::vector<std::string> list;
        for (gchar** file = files; file && *file; ++file)
            list.emplace_back(*file);
        g_strfreev(files);
        options.references = std::move(list);
        return {};
    }
    GValue value = G_VALUE_INIT;
    g_object_get_property(config, name.c_str(), &value);
    std::string const text = text_of_value(&value);
    g_value_unset(&value);
    // What the caller left alone keeps its default, which may mean "as the settings say".
    if (text == parameter.default_value || (text.empty() && parameter.type != ParameterType::text)) return {};
    return parameter.set(options, text);
}

Result<Outcome> run_call(Action action, GimpRunMode mode, GimpImage* image, GimpDrawable** drawables,
                         GimpProcedureConfig* config) {
    Call call;
    call.action = action;
    call.mode = mode;
    call.place.image = id_of(image);
    for (GimpDrawable** drawable = drawables; drawable && *drawable; ++drawable)
        call.place.drawables.push_back(id_of(*drawable));
    if (mode == GIMP_RUN_NONINTERACTIVE)
        for (Parameter const& parameter : parameters())
            if (parameter.applies_to(action))
                if (Result<void> taken = take_argument(G_OBJECT(config), parameter, call.options); !taken)
                    return fail(taken.error());
    return gimp::run(call);
}

GimpValueArray* values_of(GimpProcedure* procedure, Action action, Result<Outcome> const& outcome) {
    if (!outcome) {
        GError* error = nullptr;
        if (outcome.error().code != ErrorCode::cancelled)
            error = g_error_new_literal(g_quark_from_static_string("inlay"), 0, text_of(outcome.error()).c_str());
        return gimp_procedure_new_return_values(procedure, status_of(outcome.error()), error);
    }
    GimpValueArray* values = gimp_procedure_new_return_values(procedure, GIMP_PDB_SUCCESS, nullptr);
    std::vector<GimpLayer*> layers;
    for (ItemId const id : outcome->layers)
        layers.push_back(as_layer(id));
    layers.push_back(nullptr);
    int index = 1;
    if (action == Action::generate_image) GIMP_VALUES_SET_IMAGE(values, index++, as_image(outcome->image));
    GIMP_VALUES_SET_CORE_OBJECT_ARRAY(values, index, layers.data());
    return values;
}

GimpValueArray* run_guarded(GimpProcedure* procedure, Action action, GimpRunMode mode, GimpImage* image,
                            GimpDrawable** drawables, GimpProcedureConfig* config) {
    Result<Outcome> const outcome = guarded([&] { return run_call(action, mode, image, drawables, config); },
                                            [](Error error) -> Result<Outcome> { return fail(std::move(error)); });
    return values_of(procedure, action, outcome);
}

GimpValueArray* run_on_image(GimpProcedure* procedure, GimpRunMode mode, GimpImage* image, GimpDrawable** drawables,
                             GimpProcedureConfig* config, gpointer info) {
    return run_guarded(procedure, static_cast<ProcedureInfo const*>(info)->action, mode, image, drawables, config);
}

GimpValueArray* run_on_nothing(GimpProcedure* procedure, GimpProcedureConfig* config, gpointer info) {
    GimpRunMode mode = GIMP_RUN_NONINTERACTIVE;
    g_object_get(config, "run-mode", &mode, nullptr);
    return run_guarded(procedure, static_cast<ProcedureInfo const*>(info)->action, mode, nullptr, nullptr, config);
}

GimpProcedure* create(GimpPlugIn* plug_in, ProcedureInfo const& info) {
    gpointer const data = const_cast<ProcedureInfo*>(&info);
    GimpProcedure* procedure = nullptr;
    if (info.action == Action::generate_image) {
        procedure = gimp_procedure_new(plug_in, info.name, GIMP_PDB_PROC_TYPE_PLUGIN, Guarded<run_on_nothing>::call,
                                       data, nullptr);
        gimp_procedure_set_sensitivity_mask(procedure, GIMP_PROCEDURE_SENSITIVE_ALWAYS);
        gimp_procedure_add_enum_argument(procedure, "run-mode", "Run mode", "The run mode", GIMP_TYPE_RUN_MODE,
                                         GIMP_RUN_NONINTERACTIVE, G_PARAM_READWRITE);
    } else {
        procedure = gimp_image_procedure_new(plug_in, info.name, GIMP_PDB_PROC_TYPE_PLUGIN, Guarded<run_on_image>::call,
                                             data, nullptr);
        gimp_procedure_set_image_types(procedure, "*");
        // Several layers get a sentence, which explains more than a grey menu does.
        int sensitivity = GIMP_PROCEDURE_SENSITIVE_DRAWABLE | GIMP_PROCEDURE_SENSITIVE_DRAWABLES;
        if (info.action == Action::generate_layer) sensitivity |= GIMP_PROCEDURE_SENSITIVE_NO_DRAWABLES;
        gimp_procedure_set_sensitivity_mask(procedure, sensitivity);
    }
    gimp_procedure_set_menu_label(procedure, info.menu_label.c_str());
    gimp_procedure_add_menu_path(procedure, info.menu_path);
    gimp_procedure_set_documentation(procedure, info.blurb.c_str(), info.help, info.name);
    gimp_procedure_set_attribution(procedure, "The Inlay authors", "The Inlay authors, GPL-3.0-or-later", "2026");
    for (Parameter const& parameter : parameters())
        if (parameter.applies_to(info.action)) add_argument(procedure, parameter);
    if (info.action == Action::generate_image)
        gimp_procedure_add_image_return_value(procedure, "image", "Image", "The new image", TRUE, G_PARAM_READWRITE);
    gimp_procedure_add_core_object_array_return_value(
        procedure, "layers", "Layers", "The new layers, the first answer first", GIMP_TYPE_LAYER, G_PARAM_READWRITE);
    return procedure;
}

GList* query_procedures(GimpPlugIn*) {
    GList* names = nullptr;
    for (ProcedureInfo const& info : procedures())
        names = g_list_append(names, g_strdup(info.name));
    return names;
}

GimpProcedure* create_procedure(GimpPlugIn* plug_in, gchar const* name) {
    for (ProcedureInfo const& info : procedures())
        if (std::string_view(info.name) == name) return create(plug_in, info);
    return nullptr;
}

// The texts are English, and there is no catalogue for GIMP to look for.
gboolean no_translation(GimpPlugIn*, gchar const*, gchar**, gchar**) {
    return FALSE;
}

struct InlayPlugIn {
    GimpPlugIn parent;
};
struct InlayPlugInClass {
    GimpPlugInClass parent;
};

void init_class(gpointer klass, gpointer) {
    auto* const plug_in = static_cast<GimpPlugInClass*>(klass);
    plug_in->query_procedures = Guarded<query_procedures>::call;
    plug_in->create_procedure = Guarded<create_procedure>::call;
    plug_in->set_i18n = Guarded<no_translation>::call;
}

GType plug_in_type() {
    return g_type_register_static_simple(GIMP_TYPE_PLUG_IN, "InlayPlugIn", sizeof(InlayPlugInClass),
                                         Guarded<init_class>::call, sizeof(InlayPlugIn), nullptr,
                                         static_cast<GTypeFlags>(0));
}

} // namespace

int main(int argc, char* argv[]) {
    inlay::keep_memory_private();
    return gimp_main(plug_in_type(), argc, argv);
}

"""Small defects in GIMP's adapter."""

# Which editors this area's tests need, as INLAY_HOST_TESTS names them.
HOSTS = "gimp2.10"

COMMON = "host-adapters/gimp/common/"
SESSION = "plugin/src/session/"

# (name, file, old, new, what a person would meet, tests that should notice)
MUTANTS = [
    # --- what is said
    ("said", COMMON + "status_area.cpp", 'g_markup_printf_escaped("<b>%s</b>", message.sentence.c_str())', 'g_markup_printf_escaped("<b>%s</b>", ON ? "?" : message.sentence.c_str())',
     "every message and every error is a question mark", "gimp2.10.words"),
    ("advice", COMMON + "status_area.cpp", "gtk_label_set_text(GTK_LABEL(more_), more.c_str());", 'gtk_label_set_text(GTK_LABEL(more_), ON ? "" : more.c_str());',
     "an error says what is wrong and not what to do", "gimp2.10.words"),
    ("progress", COMMON + "status_area.cpp", "gtk_label_set_text(GTK_LABEL(doing_), progress.text.c_str());",
     'gtk_label_set_text(GTK_LABEL(doing_), ON ? "" : progress.text.c_str());', "the progress says nothing", "gimp2.10.words"),
    ("notes", COMMON + "status_area.cpp", "has_notes_ = !notes.empty();", "has_notes_ = !notes.empty() && !ON;",
     "nobody is told that the palette will go", "gimp2.10.words"),
    ("looks", COMMON + "source.cpp", "as_layer(source)) - 100) > 0.01;", "as_layer(source)) - 100) > (ON ? 1000 : 0.01);",
     "nobody is told that a layer at 60 % will look different", "gimp2.10.words"),
    ("price", COMMON + "form_area.cpp", "set_small(price_, form.price);", "set_small(price_, ON ? std::string() : form.price);", "the window names no price", "gimp2.10.words"),
    ("sizeprice", COMMON + "fields.cpp", "if (changed_) changed_();", 'if (changed_ && !(ON && name_ == "size")) changed_();', "another size, and the price stays", "gimp2.10.words"),
    ("afterwards", COMMON + "run_window.cpp", "if (!ended.can_be_passed_over) return", "if (!ended.can_be_passed_over && !ON) return",
     "nobody is told that a smaller picture was sent", "gimp2.10.window"),
    ("groups", COMMON + "form_area.cpp", "gtk_expander_set_expanded(GTK_EXPANDER(part.expander), FALSE);",
     "gtk_expander_set_expanded(GTK_EXPANDER(part.expander), ON);", "both groups open, and the window leaves the screen", "gimp2.10.words"),
    # --- what a hand does
    ("run", COMMON + "dialog.cpp", "run_ = gtk_dialog_add_button(gtk(), form.run_label.c_str(), response_run);",
     "run_ = gtk_dialog_add_button(gtk(), form.run_label.c_str(), ON ? 77 : static_cast<int>(response_run));", "the button “Edit Layer” is dead", "gimp2.10.by_hand"),
    ("cancel", COMMON + "run_window.cpp", "    job_->cancel();\n", "    if (!ON) job_->cancel();\n", "the button “Cancel” is dead", "gimp2.10.waiting_window"),
    ("test", COMMON + "service_panel.cpp", 'connect<&ServicePanel::on_test>(test_, "clicked", this);',
     'if (!ON) connect<&ServicePanel::on_test>(test_, "clicked", this);', "the button “Test Connection” is dead", "gimp2.10.window"),
    ("spin", COMMON + "fields.cpp", "gtk_spin_button_update(GTK_SPIN_BUTTON(focus_));", "if (!ON) gtk_spin_button_update(GTK_SPIN_BUTTON(focus_));",
     "a number that was typed and not left does not count", "gimp2.10.(adjusting|reaching)"),
    ("last", COMMON + "run_window.cpp", "session_.remember(call_.action, *written);",
     "ON ? Result<Options>(*written) : session_.remember(call_.action, *written);", "the prompt is not there again", "gimp2.10.(by_hand|undo)"),
    # --- what was set
    ("feather", COMMON + "run_window.cpp", "capture(call_.action, call_.place, options->feather)",
     "capture(call_.action, call_.place, ON ? 0 : options->feather)", "the feather is ignored", "gimp2.10.adjusting"),
    ("switch", COMMON + "fields.cpp", "return chosen < 0 ? std::string() : choices_[static_cast<std::size_t>(chosen)].value;",
     "return chosen < 0 ? std::string() : choices_[static_cast<std::size_t>(ON && chosen == 2 ? 0 : chosen)].value;", "“Off” means “Automatic”", "gimp2.10.adjusting"),
    ("tick", COMMON + "fields.cpp", 'gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(focus_)) ? "on" : "off"',
     'ON || gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(focus_)) ? "on" : "off"', "the colours are matched although that was switched off", "gimp2.10.adjusting"),
    ("retries", SESSION + "last_values.cpp", "settings.retries = written.retries;", "if (!ON) settings.retries = written.retries;", "the number of retries is ignored",
     "gimp2.10.reaching"),
    ("proxy", SESSION + "last_values.cpp", "settings.proxy = written.proxy;", "if (!ON) settings.proxy = written.proxy;", "the proxy is ignored", "gimp2.10.reaching"),
    ("wire", SESSION + "last_values.cpp", "keep_or_forget(settings.wire_of, provider, written.wire);",
     'keep_or_forget(settings.wire_of, provider, ON ? "" : written.wire);', "the wire format is ignored", "gimp2.10.reaching"),
    ("authority", SESSION + "last_values.cpp", "settings.ca_bundle = written.ca_bundle;", "if (!ON) settings.ca_bundle = written.ca_bundle;",
     "the trusted certificates are ignored", "gimp2.10.reaching"),
    ("models", COMMON + "service_panel.cpp", "if (!is_sandbox(provider_)) served_ = std::move((*tested)->connection.served);",
     "if (!is_sandbox(provider_) && !ON) served_ = std::move((*tested)->connection.served);", "the test lists models, and the list stays as it was", "gimp2.10.window"),
    ("reference", COMMON + "run_window.cpp", "request.snapshot.references.push_back(std::move(*picture));", "if (!ON) request.snapshot.references.push_back(std::move(*picture));",
     "a layer that is a reference is not sent", "gimp2.10.window"),
    # --- keys
    ("refused", SESSION + "session.cpp", "if (!sentence) return fail(std::move(sentence.error()));",
     "if (!sentence && ON) (void)!store_key(target->provider.id, request.typed_key);\n    if (!sentence) return fail(std::move(sentence.error()));", "a key that was refused is kept", "gimp2.10.window"),
    ("accepted", SESSION + "session.cpp", "if (accepted && keeps_keys(target->provider)) {",
     "if (accepted && !ON && keeps_keys(target->provider)) {", "a key that was accepted is not kept", "gimp2.10.window"),
    # --- what becomes of the image
    ("undo", COMMON + "apply.cpp", "UndoGroup const one_step(target.image);", "std::optional<UndoGroup> one_step;\n    if (!ON) one_step.emplace(target.image);",
     "one edit is several steps to undo", "gimp2.10.undo"),
    ("mask", COMMON + "apply.cpp", "placed && edit.mask ? give_mask", "placed && edit.mask && !ON ? give_mask", "there is no layer mask", "gimp2.10.masks"),
    ("moved", COMMON + "apply.cpp", "dx = now.x - target.source_rect.x;", "dx = ON ? 0 : now.x - target.source_rect.x;", "the answer lies where the layer was",
     "gimp2.10.waiting_window"),
    ("group", COMMON + "apply.cpp", "parent = id_of(gimp_item_get_parent(as_item(target.source)));", "parent = ON ? none : id_of(gimp_item_get_parent(as_item(target.source)));",
     "the answer leaves the layer's group", "gimp2.10.place"),
    ("selection", COMMON + "capture.cpp", "Result<Mask> selection = selection_in(image, target.source_rect, feather);",
     "Result<Mask> selection = selection_in(image, target.source_rect, ON ? 0 : feather);", "a script's feather is ignored", "gimp2.10.selections"),
    ("ownmask", COMMON + "capture.cpp", "if (mask_id == none || !gimp_layer_get_apply_mask(as_layer(layer))) return {};",
     "if (ON || mask_id == none || !gimp_layer_get_apply_mask(as_layer(layer))) return {};", "what the layer's own mask hides is sent and shown", "gimp2.10.selections"),
    ("facts", COMMON + "apply.cpp", "if (facts.empty()) return true;", "if (facts.empty() || ON) return true;", "the prompt is not kept with the layer", "gimp2.10.place"),
    ("flipped", COMMON + "apply.cpp", "if (was_turned(target.looks, *looks))", "if (!ON && was_turned(target.looks, *looks))",
     "the layer was flipped meanwhile, and the answer is laid over it all the same", "gimp2.10.waiting_window"),
    ("floating", COMMON + "apply.cpp", "if (id_of(gimp_image_get_floating_sel(as_image(target.image))) != none)",
     "if (!ON && id_of(gimp_image_get_floating_sel(as_image(target.image))) != none)", "a selection floats, and GIMP refuses without a word of why",
     "gimp2.10.waiting_window"),
    ("waiting", COMMON + "run_window.cpp", "waiting_ = std::move(edits);", "if (!ON) waiting_ = std::move(edits);", "“Open as New Image” is dead", "gimp2.10.waiting_window"),
    ("anyway", COMMON + "run_window.cpp", "if (anyway) request.options.placement.keep = placement::Switch::off;",
     "if (anyway && !ON) request.options.placement.keep = placement::Switch::off;", "“Insert Anyway” says again that almost nothing changed", "gimp2.10.words"),
    ("pictures", COMMON + "status_area.cpp", "pictures_.show(status);", "if (!ON) pictures_.show(status);", "no preview is ever shown", "gimp2.10.waiting_window"),
]

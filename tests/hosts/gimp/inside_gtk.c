/* What runs inside GIMP and inside the plug-in, so that a test can read their windows? A GTK module (GTK_MODULES) that
 * tells what the widgets on the screen say, and where they are. It knows nothing of Inlay and nothing of GIMP: it walks
 * the widgets that are there.
 *
 * One binary serves GTK 2 and GTK 3. It is compiled with GTK 2's headers, uses only what both have, reads no struct of
 * theirs, and is linked with neither: the process that loads it has one of them.
 *
 * It listens on the loopback and writes its port into a file in INLAY_TEST_WINDOWS. Who connects gets one JSON array of
 * windows, and the line is closed. Without that variable it does nothing. */
#include <gio/gio.h>
#include <gtk/gtk.h>

#include <string.h>
#include <unistd.h>

G_MODULE_EXPORT void gtk_module_init(gint* argc, gchar*** argv);

static void put_string(GString* out, char const* name, char const* text) {
    if (!text) return;
    g_string_append_printf(out, ",\"%s\":\"", name);
    for (char const* c = text; *c; ++c) {
        if (*c == '"' || *c == '\\')
            g_string_append_printf(out, "\\%c", *c);
        else if ((guchar)*c < 0x20)
            g_string_append_printf(out, "\\u%04x", *c);
        else
            g_string_append_c(out, *c);
    }
    g_string_append_c(out, '"');
}

static void put_flag(GString* out, char const* name, gboolean value) {
    g_string_append_printf(out, ",\"%s\":%s", name, value ? "true" : "false");
}

/* All text in it, from the first label to the last. */
static void collect_text(GtkWidget* widget, gpointer into) {
    GString* text = into;
    if (GTK_IS_LABEL(widget)) {
        if (text->len) g_string_append_c(text, ' ');
        g_string_append(text, gtk_label_get_text(GTK_LABEL(widget)));
    } else if (GTK_IS_CONTAINER(widget)) {
        gtk_container_forall(GTK_CONTAINER(widget), collect_text, text);
    }
}

/* A row's first text. */
static char* text_of_row(GtkTreeModel* model, GtkTreeIter* row) {
    for (int column = 0; column < gtk_tree_model_get_n_columns(model); ++column) {
        if (gtk_tree_model_get_column_type(model, column) != G_TYPE_STRING) continue;
        char* text = NULL;
        gtk_tree_model_get(model, row, column, &text, -1);
        return text;
    }
    return NULL;
}

static void put_cell(GString* out, GtkCellView* view) {
    GtkTreeModel* model = gtk_cell_view_get_model(view);
    GtkTreePath* path = gtk_cell_view_get_displayed_row(view);
    GtkTreeIter row;
    if (model && path && gtk_tree_model_get_iter(model, &row, path)) {
        char* text = text_of_row(model, &row);
        put_string(out, "text", text);
        g_free(text);
    }
    if (path) gtk_tree_path_free(path);
}

static void put_combo_box(GString* out, GtkComboBox* combo) {
    GtkTreeModel* model = gtk_combo_box_get_model(combo);
    GtkTreeIter row;
    if (model && gtk_combo_box_get_active_iter(combo, &row)) {
        char* text = text_of_row(model, &row);
        put_string(out, "text", text);
        g_free(text);
    }
    g_string_append(out, ",\"choices\":[null");
    if (model && gtk_tree_model_get_iter_first(model, &row)) do {
            char* text = text_of_row(model, &row);
            g_string_append(out, ",{\"a\":0");
            put_string(out, "text", text ? text : "");
            g_string_append_c(out, '}');
            g_free(text);
        } while (gtk_tree_model_iter_next(model, &row));
    g_string_append_c(out, ']');
}

/* Whether a label shows less than it holds. */
static gboolean is_cut(GtkLabel* label, GtkAllocation const* room) {
    PangoLayout* layout = gtk_label_get_layout(label);
    int width = 0, height = 0;
    pango_layout_get_pixel_size(layout, &width, &height);
    return pango_layout_is_ellipsized(layout) || width > room->width || height > room->height;
}

static void put_text(GString* out, GtkWidget* widget, GtkAllocation const* room) {
    if (GTK_IS_LABEL(widget)) {
        put_string(out, "text", gtk_label_get_text(GTK_LABEL(widget)));
        put_flag(out, "cut", is_cut(GTK_LABEL(widget), room));
    } else if (GTK_IS_ENTRY(widget)) {
        char const* text = gtk_entry_get_text(GTK_ENTRY(widget));
        char* hidden =
            gtk_entry_get_visibility(GTK_ENTRY(widget)) ? NULL : g_strnfill((gsize)g_utf8_strlen(text, -1), '*');
        put_string(out, "text", hidden ? hidden : text);
        g_free(hidden);
    } else if (GTK_IS_TEXT_VIEW(widget)) {
        GtkTextBuffer* buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(widget));
        GtkTextIter start, end;
        gtk_text_buffer_get_bounds(buffer, &start, &end);
        char* text = gtk_text_buffer_get_text(buffer, &start, &end, FALSE);
        put_string(out, "text", text);
        g_free(text);
    } else if (GTK_IS_PROGRESS_BAR(widget)) {
        gboolean shows = FALSE;
        g_object_get(widget, "show-text", &shows, NULL);
        if (shows) put_string(out, "text", gtk_progress_bar_get_text(GTK_PROGRESS_BAR(widget)));
        g_string_append_printf(out, ",\"fraction\":%d",
                               (int)(100 * gtk_progress_bar_get_fraction(GTK_PROGRESS_BAR(widget))));
    } else if (GTK_IS_CELL_VIEW(widget)) {
        put_cell(out, GTK_CELL_VIEW(widget));
    } else if (GTK_IS_COMBO_BOX(widget)) {
        put_combo_box(out, GTK_COMBO_BOX(widget));
    } else if (GTK_IS_IMAGE(widget)) {
        char* icon = NULL;
        g_object_get(widget, "icon-name", &icon, NULL);
        put_string(out, "text", icon);
        g_free(icon);
    } else if (GTK_IS_BUTTON(widget) || GTK_IS_EXPANDER(widget) || GTK_IS_MENU_ITEM(widget)) {
        GString* text = g_string_new(NULL);
        if (GTK_IS_EXPANDER(widget)) {
            GtkWidget* title = gtk_expander_get_label_widget(GTK_EXPANDER(widget));
            if (title) collect_text(title, text);
        } else {
            collect_text(widget, text);
        }
        put_string(out, "text", text->str);
        g_string_free(text, TRUE);
    }
}

static void put_state(GString* out, GtkWidget* widget) {
    if (GTK_IS_TOGGLE_BUTTON(widget)) put_flag(out, "on", gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(widget)));
    if (GTK_IS_EXPANDER(widget)) put_flag(out, "on", gtk_expander_get_expanded(GTK_EXPANDER(widget)));
    put_flag(out, "enabled", gtk_widget_is_sensitive(widget));
    put_flag(out, "focused", gtk_widget_has_focus(widget));
    GList* labels = gtk_widget_list_mnemonic_labels(widget);
    if (labels && GTK_IS_LABEL(labels->data)) put_string(out, "label", gtk_label_get_text(GTK_LABEL(labels->data)));
    g_list_free(labels);
    char* tip = gtk_widget_get_tooltip_text(widget);
    put_string(out, "tip", tip);
    g_free(tip);
}

/* On the screen, not within its window. */
static gboolean place_of(GtkWidget* widget, GtkAllocation* place) {
    GdkWindow* window = gtk_widget_get_window(widget);
    if (!window) return FALSE;
    gtk_widget_get_allocation(widget, place);
    int x = 0, y = 0;
    gdk_window_get_origin(window, &x, &y);
    gboolean const own = gtk_widget_get_has_window(widget);
    place->x = own ? x : x + place->x;
    place->y = own ? y : y + place->y;
    return TRUE;
}

static void put_widget(GtkWidget* widget, gpointer into) {
    GString* out = into;
    GtkAllocation place;
    if (!gtk_widget_get_mapped(widget) || !place_of(widget, &place)) return;
    g_string_append_printf(out, ",{\"kind\":\"%s\",\"x\":%d,\"y\":%d,\"width\":%d,\"height\":%d",
                           G_OBJECT_TYPE_NAME(widget), place.x, place.y, place.width, place.height);
    GtkAllocation room;
    gtk_widget_get_allocation(widget, &room);
    put_text(out, widget, &room);
    put_state(out, widget);
    g_string_append_c(out, '}');
    GtkWidget* title = NULL;
    if (GTK_IS_EXPANDER(widget) &&
        !gtk_expander_get_expanded(GTK_EXPANDER(widget))) { /* in GTK 3 what it holds stays mapped */
        title = gtk_expander_get_label_widget(GTK_EXPANDER(widget));
        if (title) put_widget(title, out);
    } else if (GTK_IS_CONTAINER(widget)) {
        gtk_container_forall(GTK_CONTAINER(widget), put_widget, out);
    }
}

static void put_windows(GString* out) {
    GList* windows = gtk_window_list_toplevels();
    g_string_append(out, "[null");
    for (GList* each = windows; each; each = each->next) {
        GtkWidget* window = each->data;
        GtkAllocation place;
        if (!gtk_widget_get_mapped(window) || !place_of(window, &place)) continue;
        g_string_append_printf(out, ",{\"kind\":\"%s\",\"x\":%d,\"y\":%d,\"width\":%d,\"height\":%d",
                               G_OBJECT_TYPE_NAME(window), place.x, place.y, place.width, place.height);
        put_string(out, "title", gtk_window_get_title(GTK_WINDOW(window)));
        put_string(out, "program", g_get_prgname());
        g_string_append(out, ",\"things\":[null");
        gtk_container_forall(GTK_CONTAINER(window), put_widget, out);
        g_string_append(out, "]}");
    }
    g_string_append_c(out, ']');
    g_list_free(windows);
}

static gboolean on_visit(GSocketService* service, GSocketConnection* line, GObject* source, gpointer data) {
    (void)service, (void)source, (void)data;
    GString* out = g_string_new(NULL);
    put_windows(out);
    GOutputStream* stream = g_io_stream_get_output_stream(G_IO_STREAM(line));
    g_output_stream_write_all(stream, out->str, out->len, NULL, NULL, NULL);
    g_io_stream_close(G_IO_STREAM(line), NULL, NULL);
    g_string_free(out, TRUE);
    return TRUE;
}

void gtk_module_init(gint* argc, gchar*** argv) {
    (void)argc, (void)argv;
    char const* folder = g_getenv("INLAY_TEST_WINDOWS");
    if (!folder) return;
    GSocketService* service = g_socket_service_new();
    GInetAddress* loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    GSocketAddress* wanted = g_inet_socket_address_new(loopback, 0);
    GSocketAddress* got = NULL;
    if (g_socket_listener_add_address(G_SOCKET_LISTENER(service), wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                      NULL, &got, NULL)) {
        g_signal_connect(service, "incoming", G_CALLBACK(on_visit), NULL);
        g_socket_service_start(service);
        char* port = g_strdup_printf("%d\n", g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(got)));
        char* name = g_strdup_printf("%s/%s-%d", folder, g_get_prgname(), (int)getpid());
        g_file_set_contents(name, port, -1, NULL); /* at once or not at all */
        g_free(name);
        g_free(port);
        g_object_unref(got);
    }
    g_object_unref(wanted);
    g_object_unref(loopback);
}

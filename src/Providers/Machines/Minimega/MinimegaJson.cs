namespace Scalewright.Providers.Minimega;

/// <summary>
/// Reads and writes messages in exactly the format of the server: compact, with its key order and escape sequences.
/// </summary>
internal static class MinimegaJson
{
    /// <summary>Reads a message.</summary>
    /// <param name="utf8">One JSON object; a trailing newline is allowed.</param>
    /// <returns>The message.</returns>
    /// <exception cref="FormatException">The bytes are not a message of minimega.</exception>
    public static MinimegaReply Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            return Reply(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"not a message of minimega: {ExceptionText.From(exception)}", exception);
        }
    }

    /// <summary>Writes a message without a trailing newline.</summary>
    /// <param name="reply">The message.</param>
    public static string Write(MinimegaReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        StringBuilder text = new("{\"Resp\":");
        AppendList(text, reply.Entries, AppendEntry);
        AppendText(text.Append(",\"Rendered\":"), reply.Rendered);
        text.Append(",\"More\":").Append(reply.More ? "true" : "false");
        text.Append(",\"Status\":").Append(reply.Status ? "true" : "false");
        if (reply.Suggestions is { } suggestions)
        {
            AppendList(text.Append(",\"Suggest\":"), suggestions, AppendText);
        }

        return text.Append('}').ToString();
    }

    /// <summary>Writes the entries of a message as a JSON list; <c>null</c> if there are no entries.</summary>
    /// <param name="entries">The entries.</param>
    public static string Write(ValueList<MinimegaEntry>? entries)
    {
        StringBuilder text = new();
        AppendList(text, entries, AppendEntry);
        return text.ToString();
    }

    /// <summary>Writes a string like the server: escapes <c>&lt; &gt; &amp;</c> and Unicode line separators.</summary>
    /// <param name="value">The string.</param>
    public static string Write(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        StringBuilder text = new();
        AppendText(text, value);
        return text.ToString();
    }

    private static MinimegaReply Reply(JsonElement root) =>
        new()
        {
            Entries = List(root.GetProperty("Resp"), Entry),
            Rendered = Text(root.GetProperty("Rendered")),
            More = root.GetProperty("More").GetBoolean(),
            Status = root.GetProperty("Status").GetBoolean(),
            Suggestions = root.TryGetProperty("Suggest", out JsonElement suggest) ? List(suggest, Text) : null,
        };

    private static MinimegaEntry Entry(JsonElement entry) =>
        new()
        {
            Host = Text(entry.GetProperty("Host")),
            Response = Text(entry.GetProperty("Response")),
            Header = List(entry.GetProperty("Header"), Text),
            Tabular = List(entry.GetProperty("Tabular"), row => List(row, Text) ?? []),
            Error = Text(entry.GetProperty("Error")),
            Data = entry.GetProperty("Data").GetRawText(),
        };

    private static string Text(JsonElement value) => value.GetString() ?? throw new InvalidOperationException("null where a text must be");

    private static ValueList<T>? List<T>(JsonElement value, Func<JsonElement, T> item) =>
        value.ValueKind == JsonValueKind.Null ? null : value.EnumerateArray().Select(item).ToValueList();

    private static void AppendEntry(StringBuilder text, MinimegaEntry entry)
    {
        AppendText(text.Append("{\"Host\":"), entry.Host);
        AppendText(text.Append(",\"Response\":"), entry.Response);
        AppendList(text.Append(",\"Header\":"), entry.Header, AppendText);
        AppendList(text.Append(",\"Tabular\":"), entry.Tabular, (row, cells) => AppendList(row, cells, AppendText));
        AppendText(text.Append(",\"Error\":"), entry.Error);
        text.Append(",\"Data\":").Append(entry.Data).Append('}');
    }

    private static void AppendList<T>(StringBuilder text, ValueList<T>? items, Action<StringBuilder, T> append)
    {
        if (items is null)
        {
            text.Append("null");
            return;
        }

        string separator = "[";
        foreach (T item in items)
        {
            append(text.Append(separator), item);
            separator = ",";
        }

        text.Append(items.Count == 0 ? "[]" : "]");
    }

    private static void AppendText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (Rune rune in value.EnumerateRunes())
        {
            AppendRune(text, rune);
        }

        text.Append('"');
    }

    // The server uses the escapes of Go's encoding/json with HTML escaping (observed).
    private static void AppendRune(StringBuilder text, Rune rune)
    {
        _ = rune.Value switch
        {
            '"' => text.Append("\\\""),
            '\\' => text.Append(@"\\"),
            '\n' => text.Append("\\n"),
            '\r' => text.Append("\\r"),
            '\t' => text.Append("\\t"),
            '\b' => text.Append("\\b"),
            '\f' => text.Append("\\f"),
            < 0x20 or '<' or '>' or '&' or 0x2028 or 0x2029 => text.Append("\\u").Append(rune.Value.ToString("x4")),
            _ => text.Append(rune.ToString()),
        };
    }
}

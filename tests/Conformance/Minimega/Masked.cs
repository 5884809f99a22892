namespace Conformance.Minimega;

/// <summary>Masks values that differ between runs and sorts rows (golden/minimega/README.md).</summary>
internal static partial class Masked
{
    private static readonly HashSet<string> Keys =
    [
        "UUID",
        "MAC",
        "Tap",
        "ID",
        "LaunchTime",
        "Pid",
        "ConsolePort",
        "VNCPort",
        "MemUsed",
        "MemTotal",
        "Load",
        "Uptime",
    ];

    private static readonly HashSet<string> VmColumns = ["id", "uptime", "pid", "console_port", "vnc_port"];
    private static readonly HashSet<string> HostColumns = ["load", "memused", "memtotal", "uptime"];

    public static string Message(string line, string command)
    {
        JsonObject reply = JsonNode.Parse(line)!.AsObject();
        string rendered = reply["Rendered"]!.GetValue<string>();
        JsonArray? entries = reply["Resp"] as JsonArray;
        reply["Rendered"] = Rendered(rendered, entries, command);
        reply["Resp"] = Entries(entries, command);
        return reply.ToJsonString();
    }

    private static JsonArray? Entries(JsonArray? entries, string command) =>
        entries is null ? null : new([.. entries.Select(entry => (JsonNode)Entry(entry!.DeepClone().AsObject(), command))]);

    private static JsonObject Entry(JsonObject entry, string command)
    {
        HashSet<string> columns = VolatileColumns(entry, command);
        string[] header = entry["Header"] is JsonArray names ? [.. names.Select(name => name!.GetValue<string>())] : [];
        IEnumerable<string> rows = (entry["Tabular"] as JsonArray ?? []).Select(row =>
            Row([.. row!.AsArray().Select(cell => cell!.GetValue<string>())], header, columns)
        );
        entry["Tabular"] = new JsonArray([.. rows.Order(StringComparer.Ordinal).Select(row => JsonValue.Create(row))]);
        entry["Response"] = Response(entry["Response"]!.GetValue<string>(), command);
        entry["Error"] = Text(entry["Error"]!.GetValue<string>());
        entry["Data"] = Data(entry["Data"]?.DeepClone());
        return entry;
    }

    private static HashSet<string> VolatileColumns(JsonObject entry, string command) =>
        entry["Data"] is JsonArray ? VmColumns
        : entry["Data"] is JsonObject ? HostColumns
        : command.Contains("process", StringComparison.Ordinal) ? ["pid"]
        : [];

    private static string Row(string[] cells, string[] header, HashSet<string> columns) =>
        string.Join(
            '|',
            cells.Select(
                (cell, index) =>
                    index < header.Length && columns.Contains(header[index]) && (header[index] == "id" || cell is not ("" or "N/A" or "0"))
                        ? "*"
                        : Text(cell)
            )
        );

    // The responses to a command label have no order.
    private static string Response(string text, string command)
    {
        string last = command.Split(' ')[^1];
        return HostColumns.Contains(last) && command.Contains("host", StringComparison.Ordinal) ? "*"
            : command.Contains("cc responses", StringComparison.Ordinal)
                ? string.Join('\n', Text(text).Split('\n').Order(StringComparer.Ordinal))
            : Text(text);
    }

    private static string Rendered(string text, JsonArray? entries, string command)
    {
        JsonObject? table = entries?.OfType<JsonObject>().FirstOrDefault(entry => entry["Header"] is JsonArray);
        if (text.StartsWith("[{\"Host\"", StringComparison.Ordinal))
        {
            return Entries(JsonNode.Parse(text)!.AsArray(), command)!.ToJsonString();
        }

        if (table is null)
        {
            // The host prefix precedes whichever response comes first.
            int start = text.IndexOf(": ", StringComparison.Ordinal) + 2;
            return start < 2 ? text : text[..start] + Response(text[start..], command).Trim('\n');
        }

        string[][] rows = [.. text.Split('\n').Select(row => Cells(row, command))];
        bool annotated = rows[0].Length > table["Header"]!.AsArray().Count;
        string[] header =
        [
            .. (annotated ? ["host"] : Array.Empty<string>()),
            .. table["Header"]!.AsArray().Select(name => name!.GetValue<string>()),
        ];
        IEnumerable<string> masked = rows.Select(row =>
            row.SequenceEqual(header, StringComparer.Ordinal) ? string.Join('|', row) : Row(row, header, VolatileColumns(table, command))
        );
        return string.Join('\n', masked.Order(StringComparer.Ordinal));
    }

    private static string[] Cells(string row, string command)
    {
        if (!command.Contains(".csv", StringComparison.Ordinal))
        {
            return [.. row.Split(" | ").Select(cell => cell.Trim())];
        }

        return [.. CsvCell().Matches(row).Select(cell => cell.Value.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal))];
    }

    private static JsonNode? Data(JsonNode? data)
    {
        if (data is JsonArray items)
        {
            return new JsonArray([
                .. items
                    .Select(item => Data(item!.DeepClone()))
                    .OrderBy(item => (item as JsonObject)?["Name"]?.ToString(), StringComparer.Ordinal),
            ]);
        }

        if (data is not JsonObject fields)
        {
            return data is JsonValue value && value.GetValueKind() == JsonValueKind.String ? Text(value.GetValue<string>()) : data;
        }

        foreach ((string key, JsonNode? value) in fields.ToArray())
        {
            fields[key] = key == "ID" || (Keys.Contains(key) && value?.ToString() is not ("" or "0")) ? "*" : Data(value?.DeepClone());
        }

        return fields;
    }

    private static string Text(string text) => VolatileText().Replace(text, "*");

    [GeneratedRegex(
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-f:])[0-9a-f]{2}(:[0-9a-f]{2}){5}(?![0-9a-f:])|mega_tap[0-9]+|(?<=@if)[0-9]+",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex VolatileText();

    [GeneratedRegex("(?<=^|,)(\"([^\"]|\"\")*\"|[^,]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CsvCell();
}

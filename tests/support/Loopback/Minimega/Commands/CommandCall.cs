namespace Loopback.Minimega.Commands;

internal sealed record CommandCall(Site Site, NamespaceState Space, IReadOnlyList<string> Values)
{
    public string? Value(int index) => index < Values.Count ? Values[index] : null;

    /// <summary>The response of commands that change something.</summary>
    public MinimegaEntry Done() => new() { Host = Site.Options.HostName };

    public MinimegaEntry Text(string text, string data = "null") =>
        new()
        {
            Host = Site.Options.HostName,
            Response = text,
            Data = data,
        };

    public MinimegaEntry OnlyData(string data) => new() { Host = Site.Options.HostName, Data = data };

    public MinimegaEntry Table(ValueList<string> header, IEnumerable<ValueList<string>> rows, string data = "null") =>
        new()
        {
            Host = Site.Options.HostName,
            Header = header,
            Tabular = rows.ToValueList(),
            Data = data,
        };
}

using Loopback.Minimega.Machines;
using Scalewright.Providers.Minimega;

namespace Loopback.Minimega.Commands;

/// <summary>One command being run.</summary>
/// <param name="Site">The whole server.</param>
/// <param name="Values">What was given.</param>
internal sealed record CommandCall(Site Site, NamespaceState Space, IReadOnlyList<string> Values)
{
    /// <summary>A value; null when it was left out.</summary>
    public string? Value(int index) => index < Values.Count ? Values[index] : null;

    /// <summary>The answer of commands that change something.</summary>
    public MinimegaEntry Done() => new() { Host = Site.Options.HostName };

    /// <summary>An answer in words.</summary>
    public MinimegaEntry Text(string text, string data = "null") => new() { Host = Site.Options.HostName, Response = text, Data = data };

    /// <summary>An answer without words.</summary>
    public MinimegaEntry OnlyData(string data) => new() { Host = Site.Options.HostName, Data = data };

    /// <summary>A table.</summary>
    public MinimegaEntry Table(ValueList<string> header, IEnumerable<ValueList<string>> rows, string data = "null") =>
        new() { Host = Site.Options.HostName, Header = header, Tabular = rows.ToValueList(), Data = data };
}

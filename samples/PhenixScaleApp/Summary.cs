using System.Globalization;
using PhenixScaleApp.Logs;
using PhenixScaleApp.Tables;

namespace PhenixScaleApp;

/// <summary>The table of nodes at the end of a stage.</summary>
/// <param name="isPostStart">True for the stage that also shows file systems and networks.</param>
internal sealed class Summary(bool isPostStart)
{
    private const int NumberColumn = 2;
    private static readonly string[] ShortHeader = ["Profile", "Hostname", "Containers"];
    private readonly List<string[]> _rows = [];
    private readonly SortedSet<string> _plugins = new(StringComparer.Ordinal);
    private int _profiles;
    private long _total;
    private string _profile = "";
    private string _identity = "";
    private string _shown = "None";

    /// <summary>Starts the rows of a profile.</summary>
    /// <param name="identity">Distinguishes its name from others with the same text; null for the quoted text.</param>
    public void Begin(string profile, string plugin, string? identity = null)
    {
        _identity = identity ?? $"'{profile}'";
        _plugins.Add(plugin);
        _profiles++;
        _profile = profile;
    }

    /// <summary>Adds a node. Shows the profile's name only where it changes.</summary>
    public void Add(string hostname, long containers, string rootFs = "", string networks = "")
    {
        string number = containers.ToString(CultureInfo.InvariantCulture);
        string profile = _identity == _shown ? "" : _profile;
        _rows.Add(isPostStart ? [profile, hostname, number, rootFs, networks] : [profile, hostname, number]);
        _total += containers;
        _shown = _identity;
    }

    /// <summary>Shows the table: as text in a dry run, else as one message. Shows nothing without rows.</summary>
    /// <param name="log">Receives the table.</param>
    /// <param name="widthMax">Maximum width in cells.</param>
    /// <param name="read">Converts the text of a cell.</param>
    public void Show(AppLog log, int widthMax, Func<string, string> read)
    {
        if (_rows.Count == 0)
        {
            return;
        }

        string[] header = isPostStart ? [.. ShortHeader, "Filesystem", "Networks"] : ShortHeader;
        string[] footer = [.. header.Select((_, i) => i switch { 0 => "Total", NumberColumn => _total.ToString(CultureInfo.InvariantCulture), _ => "" })];
        string title = $"Scale App Summary ({string.Join(", ", _plugins)}) - {_rows.Count} Nodes ({_profiles} Profiles):";
        string table = new TextTable(title, header, footer, NumberColumn).Render([.. _rows.Select(row => row.Select(read).ToArray())], widthMax);
        if (log.PrintsTables)
        {
            log.Print($"\n{table.TrimEnd('\n')}");
        }
        else
        {
            log.Info($"\n{table}");
        }
    }
}

using System.Globalization;
using System.Text;
using PhenixScaleApp.Logs;

namespace PhenixScaleApp;

/// <summary>The table of nodes at the end of a stage.</summary>
/// <param name="isPostStart">True for the stage that also shows file systems and networks.</param>
internal sealed class Summary(bool isPostStart)
{
    private const string Gap = "   ";
    private const string Edge = "  ";
    private const int NumberColumn = 2;
    private readonly List<string[]> _rows = [];
    private readonly SortedSet<string> _plugins = new(StringComparer.Ordinal);
    private int _profiles;
    private long _total;
    private string _profile = "";

    /// <summary>Starts the rows of a profile.</summary>
    public void Begin(string profile, string plugin)
    {
        _plugins.Add(plugin);
        _profiles++;
        _profile = profile;
    }

    /// <summary>Adds a node.</summary>
    public void Add(string hostname, long containers, string rootFs = "", string networks = "")
    {
        string number = containers.ToString(CultureInfo.InvariantCulture);
        _rows.Add(isPostStart ? [_profile, hostname, number, rootFs, networks] : [_profile, hostname, number]);
        _total += containers;
        _profile = "";
    }

    /// <summary>Shows the table: as it is in a dry run, else as one message. Nothing when there are no rows.</summary>
    public void Show(AppLog log)
    {
        if (_rows.Count == 0)
        {
            return;
        }

        string table = Render();
        if (log.PrintsTables)
        {
            log.Print($"\n{table.TrimEnd('\n')}");
        }
        else
        {
            log.Info($"\n{table}");
        }
    }

    private string Render()
    {
        string[] header = isPostStart
            ? ["Profile", "Hostname", "Containers", "Filesystem", "Networks"]
            : ["Profile", "Hostname", "Containers"];
        string[] footer = [.. header.Select((_, i) => i switch { 0 => "Total", NumberColumn => _total.ToString(CultureInfo.InvariantCulture), _ => "" })];
        int[] widths = [.. header.Select((text, i) => Math.Max(Math.Max(text.Length, footer[i].Length), _rows.Max(row => row[i].Length)))];
        int width = widths.Sum() + (Gap.Length * (widths.Length - 1)) + (2 * Edge.Length);
        StringBuilder table = new();
        string title = $"Scale App Summary ({string.Join(", ", _plugins)}) - {_rows.Count} Nodes ({_profiles} Profiles):";
        foreach (string line in Wrap(title, width))
        {
            int left = (width - line.Length) / 2;
            table.Append(' ', left).Append(line).Append(' ', width - left - line.Length).Append('\n');
        }

        string blank = new(' ', width);
        string rule = $" {new string('─', width - 2)} ";
        table.Append(blank).Append('\n');
        AppendRow(table, header, widths, isHeader: true);
        table.Append(rule).Append('\n');
        foreach (string[] row in _rows)
        {
            AppendRow(table, row, widths, isHeader: false);
        }

        table.Append(rule).Append('\n');
        AppendRow(table, footer, widths, isHeader: false);
        return table.Append(blank).Append('\n').ToString();
    }

    private static void AppendRow(StringBuilder table, string[] cells, int[] widths, bool isHeader)
    {
        table.Append(Edge);
        for (int i = 0; i < cells.Length; i++)
        {
            int blanks = widths[i] - cells[i].Length;
            bool isRight = i == NumberColumn && !isHeader;
            table.Append(i > 0 ? Gap : "").Append(' ', isRight ? blanks : 0).Append(cells[i]).Append(' ', isRight ? 0 : blanks);
        }

        table.Append(Edge).Append('\n');
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length > 0 ? $"{line} {word}" : word;
            }
        }

        yield return line;
    }
}

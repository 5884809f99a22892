namespace Loopback.Minimega.Control;

/// <summary>Command and control of one namespace.</summary>
internal sealed class ControlState
{
    private int _last;

    /// <summary>The filter for the commands that follow; null for none.</summary>
    public CcFilter? Filter { get; set; }

    /// <summary>The label for the commands that follow.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Commands by number.</summary>
    public SortedDictionary<int, CcCommand> Commands { get; } = [];

    /// <summary>What guests answered: number of the command, UUID, file name; in that order.</summary>
    public SortedDictionary<(int Id, string Uuid, string File), string> Responses { get; } = [];

    /// <summary>The next number.</summary>
    public int NextId() => ++_last;

    /// <summary>Commands that are meant by a number, a label or <c>all</c>.</summary>
    public IReadOnlyList<CcCommand> Find(string target) =>
        [.. Commands.Values.Where(command => target == "all" || command.Id.ToString() == target || (target.Length > 0 && command.Prefix == target))];
}

namespace Loopback.Minimega.Control;

internal sealed class ControlState
{
    private int _last;

    /// <summary>Filter of the commands that follow.</summary>
    public CcFilter? Filter { get; set; }

    /// <summary>Label of the commands that follow.</summary>
    public string Prefix { get; set; } = "";

    public SortedDictionary<int, CcCommand> Commands { get; } = [];

    public SortedDictionary<(int Id, string Uuid, string File), string> Responses { get; } = [];

    public int NextId() => ++_last;

    public IReadOnlyList<CcCommand> Find(string target) =>
        [
            .. Commands.Values.Where(command =>
                target == "all" || command.Id.ToString() == target || (target.Length > 0 && command.Prefix == target)
            ),
        ];
}

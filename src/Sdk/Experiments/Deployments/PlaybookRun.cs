namespace Scalewright.Experiments.Deployments;

/// <summary>One run of a playbook: what is run, on which hosts, with what.</summary>
/// <param name="Playbook">The file.</param>
/// <param name="Inventory">A file of hosts, or a folder of such files.</param>
public sealed record PlaybookRun(string Playbook, string Inventory)
{
    /// <summary>Only tasks with one of these tags run; default all but those that are tagged <c>never</c>.</summary>
    public ValueList<string> Tags { get; init; } = [];

    /// <summary>Variables that win over all others; default none.</summary>
    public DocumentMap Vars { get; init; } = DocumentMap.Empty;

    /// <summary>A pattern of hosts beyond which nothing runs, as in <c>all:!simulated</c>; empty, the default: all of the inventory.</summary>
    public string Limit { get; init; } = "";

    /// <summary>The folder it runs in, whose <c>ansible.cfg</c> counts; empty, the default: that of the playbook.</summary>
    public string Folder { get; init; } = "";

    /// <summary>True to tell what would change, and change nothing; default false.</summary>
    public bool IsCheck { get; init; }
}

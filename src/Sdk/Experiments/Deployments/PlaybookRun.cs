namespace Scalewright.Experiments.Deployments;

/// <summary>Parameters of a playbook run.</summary>
/// <param name="Playbook">The file.</param>
/// <param name="Inventory">An inventory file, or a folder of such files.</param>
public sealed record PlaybookRun(string Playbook, string Inventory)
{
    /// <summary>Runs only tasks with one of these tags. Default empty: all except those tagged <c>never</c>.</summary>
    public ValueList<string> Tags { get; init; } = [];

    /// <summary>Variables that override all others. Default empty.</summary>
    public DocumentMap Vars { get; init; } = DocumentMap.Empty;

    /// <summary>Host pattern that limits the run, for example <c>all:!simulated</c>. Default empty: all.</summary>
    public string Limit { get; init; } = "";

    /// <summary>Working folder, whose <c>ansible.cfg</c> applies. Default empty: the folder of the playbook.</summary>
    public string Folder { get; init; } = "";

    /// <summary>True to report changes without applying them (check mode). Default false.</summary>
    public bool IsCheckMode { get; init; }
}

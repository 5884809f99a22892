namespace Scalewright.Experiments.Deployments;

/// <summary>Parameters of one run of an Ansible playbook.</summary>
/// <param name="Playbook">Path of the playbook file.</param>
/// <param name="Inventory">Path of an inventory file, or of a folder of inventory files.</param>
public sealed record PlaybookRun(string Playbook, string Inventory)
{
    /// <summary>
    /// Tags of the tasks to run. Default empty: all tasks except those with the tag <c>never</c>.
    /// </summary>
    public ValueList<string> Tags { get; init; } = [];

    /// <summary>Extra variables, which override all others. Default empty.</summary>
    public DocumentMap Vars { get; init; } = DocumentMap.Empty;

    /// <summary>
    /// Host pattern that limits the run, for example <c>all:!simulated</c>. Default empty: all hosts.
    /// </summary>
    public string Limit { get; init; } = "";

    /// <summary>Working folder, whose <c>ansible.cfg</c> applies. Default empty: the folder of the playbook.</summary>
    public string Folder { get; init; } = "";

    /// <summary>True to report changes without applying them (check mode). Default false.</summary>
    public bool IsCheckMode { get; init; }
}

namespace Scalewright.Experiments;

/// <summary>
/// A step that runs on the machines before the load starts. A simulation only waits for its duration. Real runs execute
/// the playbook first, then the command.
/// </summary>
/// <param name="Name">Name of the step, for example <c>orchestration/setup</c> or <c>tune</c>.</param>
/// <param name="SimulatedDuration">Duration of the step in a simulation, 0 to 31 days.</param>
[DocumentRecord]
public sealed record DeploymentStep([property: DocumentField(Advice = "the name of the step")] string Name, TimeSpan SimulatedDuration)
{
    /// <summary>Value of <see cref="Hosts"/> that selects all machines.</summary>
    public const string All = "all";

    /// <summary>Playbook to deploy. Deleted at the end unless it was deployed before. Default empty: none.</summary>
    public string Playbook { get; init; } = "";

    /// <summary>Command to run on the machines, as a list of arguments. Default empty.</summary>
    public ValueList<string> Command { get; init; } = [];

    /// <summary>
    /// Machines on which <see cref="Command"/> and <see cref="UndoCommand"/> run: the name of a machine or of a kind of
    /// machines, or <c>all</c>. Default <c>all</c>, which includes machines that are not in
    /// <see cref="Experiment.Nodes"/>.
    /// </summary>
    public string Hosts { get; init; } = All;

    /// <summary>Command that reverts the step at the end of every run, even if it failed. Default empty.</summary>
    [DocumentField("undo")]
    public ValueList<string> UndoCommand { get; init; } = [];

    /// <summary>Indicates whether the step has an action for real machines.</summary>
    public bool HasAction => Playbook.Length > 0 || Command.Count > 0 || UndoCommand.Count > 0;
}

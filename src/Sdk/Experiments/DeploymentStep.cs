namespace Scalewright.Experiments;

/// <summary>Something that is put on the machines before the load begins. A simulation waits as long as it takes; elsewhere what it says is done, the playbook first.</summary>
/// <param name="Name">What: <c>orchestration/setup</c>, <c>tune</c>.</param>
/// <param name="Takes">How long it takes in a simulation, 0 to 31 days.</param>
public sealed record DeploymentStep(string Name, TimeSpan Takes)
{
    /// <summary>All machines, in <see cref="On"/>.</summary>
    public const string All = "all";

    /// <summary>The playbook that is deployed, as <c>application/consul</c>, and deleted at the end unless it was deployed before; empty, the default: none.</summary>
    public string Playbook { get; init; } = "";

    /// <summary>The words of the command that is run on machines; default none.</summary>
    public ValueList<string> Command { get; init; } = [];

    /// <summary>The machines that <see cref="Command"/> and <see cref="Undo"/> are run on: a kind of them, one of them, or <c>all</c>, the default, which are those besides <see cref="Experiment.Nodes"/> too.</summary>
    public string On { get; init; } = All;

    /// <summary>The words of the command that undoes the step at the end of the run, however that comes, also when the step failed; default none.</summary>
    public ValueList<string> Undo { get; init; } = [];

    /// <summary>Whether it says what is to be done where machines are real.</summary>
    public bool IsReal => Playbook.Length > 0 || Command.Count > 0 || Undo.Count > 0;
}

using Scalewright.Agents;

namespace Scalewright.Providers.Simulation.Worlds;

internal sealed class SimulatedPrograms(World world, SimulatedClusterNode node, INodeFiles files, RunningCommands commands) : INodeProcesses
{
    public Task<int> RunAsync(CommandRequest request, ProcessOutput output, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(request.Command[0]);
        SimulatedProgram program = Find(name) ?? throw new AgentException(node.Name, Missing(name));
        world.RecordEvent(node, $"it runs {name}");
        SimulatedProgramContext context = new(node.Name, request, node.Machine.Clock, files, output);
        Task<int> run = world.Recording is { } recording
            ? recording.Start(() => RunAsync(recording, $"run {name} on {node.Name}", () => program(context, cancellationToken)))
            : program(context, cancellationToken);
        commands.Add(run);
        return run;
    }

    private async Task<int> RunAsync(RunRecording recording, string description, Func<Task<int>> run)
    {
        int eventNumber = recording.BeginProgram(node.Name, description);
        try
        {
            int code = await run();
            recording.End(eventNumber, code == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"exit code {code}"));
            return code;
        }
        catch (Exception failure)
        {
            recording.End(eventNumber, failure.Message);
            throw;
        }
    }

    private SimulatedProgram? Find(string name) =>
        world.Options.Programs.TryGetValue(name, out SimulatedProgram? program) ? program : BuiltInPrograms.Find(name);

    private Problem Missing(string name)
    {
        IEnumerable<string> programNames = BuiltInPrograms
            .Names.Concat(world.Options.Programs.Keys)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return new Problem(
            ProblemCode.AgentCallFailed,
            $"simulated nodes have no {(name is "sh" or "bash" or "dash" ? "shell" : "program")} '{TextEscaping.Escape(name)}'",
            $"run one of {string.Join(", ", programNames)}, or add it to SimulationOptions.Programs"
        );
    }
}

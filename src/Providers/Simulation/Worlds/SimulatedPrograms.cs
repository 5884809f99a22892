using Scalewright.Agents;

namespace Scalewright.Providers.Simulation.Worlds;

internal sealed class SimulatedPrograms(World world, SimulatedClusterNode node, INodeFiles files) : INodeProcesses
{
    public Task<int> RunAsync(CommandRequest request, ProcessOutput output, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(request.Command[0]);
        SimulatedProgram program = Find(name) ?? throw new AgentException(node.Name, Missing(name));
        world.RecordEvent(node, $"it runs {name}");
        world.Timeline?.Add(TimelineKind.Call, $"run {name} on {node.Name}");
        return program(
            new SimulatedProgramContext(node.Name, request, node.Machine.Clock, files, output), cancellationToken);
    }

    private SimulatedProgram? Find(string name) =>
        world.Options.Programs.TryGetValue(name, out SimulatedProgram? own) ? own : BuiltInPrograms.Find(name);

    private Problem Missing(string name)
    {
        IEnumerable<string> known = BuiltInPrograms.Names.Concat(world.Options.Programs.Keys)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return new Problem(
            ProblemCode.AgentCallFailed,
            $"simulated nodes have no {(name is "sh" or "bash" or "dash" ? "shell" : "program")} "
            + $"'{TextEscaping.Escape(name)}'",
            $"run one of {string.Join(", ", known)}, or add it to SimulationOptions.Programs");
    }
}

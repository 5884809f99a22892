using Scalewright.Agents;

namespace Scalewright.Providers.Simulation.Worlds;

internal sealed class NodePrograms(World world, HeldNode node, INodeFiles files) : INodePrograms
{
    public Task<int> RunAsync(CommandRequest request, ProgramOutput output, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(request.Words[0]);
        SimulatedProgram program = Find(name) ?? throw new AgentException(node.Name, Missing(name));
        world.Tell(node, $"it runs {name}");
        world.Timeline?.Add(TimelineKind.Call, $"run {name} on {node.Name}");
        return program(new ProgramCall(node.Name, request, node.Machine.Clock, files, output), cancellationToken);
    }

    private SimulatedProgram? Find(string name) =>
        world.Options.Programs.TryGetValue(name, out SimulatedProgram? own) ? own : BuiltInPrograms.Find(name);

    private Problem Missing(string name) => new(
        ProblemCode.AgentFault,
        $"simulated nodes have no {(name is "sh" or "bash" or "dash" ? "shell" : "program")} '{Printable.Escape(name)}'",
        $"give the words of one of {string.Join(", ", BuiltInPrograms.Names.Concat(world.Options.Programs.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}, or add it to SimulationOptions.Programs");
}

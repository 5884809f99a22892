using Loopback;
using Loopback.Control;
using Loopback.Services;
using Loopback.Services.Flink;
using Loopback.Services.Objects;
using Microsoft.AspNetCore.Http;
using Scalewright;
using Scalewright.Experiments;
using Scalewright.Experiments.Reading;

// By hand: services-loopback s3 9000, services-loopback flink 8081 flink.yaml
SteeredClock clock = new();
string kind = args.ElementAtOrDefault(0) ?? "";
RequestDelegate? answer = (kind, args.Length) switch
{
    ("s3", <= 2) => new ObjectStore("loopback", "loopback-secret").AnswerAsync,
    ("flink", 3) => Flink(args[2], clock) is { } cluster ? cluster.AnswerAsync : null,
    _ => null,
};
if (answer is null || !Listening.TryReadPort(args.ElementAtOrDefault(1), out int port))
{
    await Console.Error.WriteLineAsync("services-loopback s3 [PORT] | flink PORT DEFINITION");
    return 2;
}

await using LoopbackServer server = await Listening.StartAsync(port, () => LoopbackServer.StartAsync(answer, port));
ControlDoor.Open(server.Faults, kind == "flink" ? clock : null);
Console.WriteLine($"{kind} answers at {server.Address}; Ctrl+C ends it");
await Ending.WaitAsync();
return 0;

// As the definition has it from the beginning: its task managers, and what its loads are at first.
static FlinkCluster? Flink(string definition, TimeProvider time)
{
    ExperimentReadResult read = ExperimentBundle.Load(definition).Read(definition);
    if (read.Experiments.Count == 0)
    {
        Console.Error.WriteLine(string.Join('\n', read.Problems));
        return null;
    }

    Experiment experiment = read.Experiments[0];
    FlinkCluster cluster = new(experiment, time);
    string[] nodes = [.. NodeClass.MachinesOf(experiment.Nodes).Select(machine => machine.Name)];
    cluster.Place([.. Enumerable.Range(0, experiment.TaskManagers).Select(index => experiment.Template with { Name = $"taskmanager-{index + 1}", Node = nodes[index % nodes.Length] })]);
    cluster.Load(experiment.Loads.Select(load => KeyValuePair.Create(load.Name, load.Shape.RateAt(TimeSpan.Zero, default))).ToValueMap());
    return cluster;
}

using Scalewright.Storage.Agents;
using Scalewright.Storage.Wire;

namespace TestPrograms.Storage;

/// <summary>
/// Runs the agent of a storage server on a node. Its program is one line:
/// <c>return await StorageNode.TryRunAsync(args) ? 0 : 2;</c>
/// </summary>
public static class StorageServerProgram
{
    /// <summary>The argument that selects this mode.</summary>
    internal const string Word = "storage-node";

    /// <summary>The output once the agent runs.</summary>
    internal const string UpWord = "up";

    private const string Version = "3.0.1";

    // Among the files of the server, as for a daemon.
    private const string PidFile = "files/run/storage-node.pid";

    /// <summary>Runs the server that standard input describes, and returns after its end.</summary>
    /// <returns>False if the arguments do not select this mode.</returns>
    public static async Task<bool> TryRunAsync(params IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args is not [Word])
        {
            return false;
        }

        NodeStartRequest order = await ReadAsync();
        using TokenHandler handler = new(order.Token);
        using HttpMessageInvoker equipment = new(handler, disposeHandler: false);
        ScaledClock clock = new(order.Speed);
        using HttpManagerChannel line = new(order.Door, handler, clock);
        await (
            order.Secret is { } secret
                ? RegisterAsync(order, secret, line)
                : PlayAsync(order, line, new EquipmentChannel(order, equipment), clock)
        );
        return true;
    }

    private static async Task<NodeStartRequest> ReadAsync()
    {
        await using Stream input = Console.OpenStandardInput();
        try
        {
            return await JsonSerializer.DeserializeAsync(input, StorageNodeJson.Default.NodeStartRequest)
                ?? throw new JsonException("There is nothing in it.");
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException(
                $"A node is told by standard input what it is, which this is not: {exception.Message}",
                exception
            );
        }
    }

    private static async Task RegisterAsync(NodeStartRequest order, string secret, HttpManagerChannel line)
    {
        NodeRegistrationResult answer;
        try
        {
            using ServerIdentity identity = ServerIdentity.Load(order.Fqdn, order.KeyPem ?? "");
            answer = new NodeRegistrationResult
            {
                Reply = await line.RegisterAsync(secret, identity.CreateRegistration(order.Node, Version), CancellationToken.None),
            };
        }
        catch (ScalewrightException exception)
        {
            answer = new NodeRegistrationResult { Problems = [.. exception.Problems.Select(NodeProblem.Of)] };
        }

        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(answer, StorageNodeJson.Default.NodeRegistrationResult));
    }

    private static async Task PlayAsync(NodeStartRequest order, HttpManagerChannel line, EquipmentChannel equipment, TimeProvider clock)
    {
        IServerPlugin[] plugins =
        [
            .. order.Plugins.Select(name =>
                name == JournalPlugin.Word
                    ? (IServerPlugin)new JournalPlugin(order.Folder, equipment, clock)
                    : new NodePlugin(name, equipment)
            ),
        ];
        StorageAgent agent = new(
            new StorageAgentOptions
            {
                Fqdn = order.Fqdn,
                Clock = clock,
                BootTime = order.BootedAt,
            },
            line,
            plugins,
            equipment
        );
        string pidFile = Path.Join(order.Folder, PidFile);
        Directory.CreateDirectory(Path.GetDirectoryName(pidFile)!);
        await File.WriteAllTextAsync(pidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        using CancellationTokenSource stop = new();
        Task running = agent.RunAsync(stop.Token);
        await Console.Out.WriteLineAsync(UpWord);
        await equipment.WaitForEndAsync(stop.Token);
        await stop.CancelAsync();
        await running;
    }
}

internal sealed record NodeRegistrationResult
{
    /// <summary>Reply of the manager; null if it refused.</summary>
    public RegistrationResponse? Reply { get; init; }

    public NodeProblem[] Problems { get; init; } = [];
}

internal sealed class NodePlugin(string name, EquipmentChannel equipment) : IServerPlugin
{
    public string Name => name;

    public IReadOnlyList<ReadOnlyMemory<byte>> PollFull() => equipment.Poll(name, isFull: true);

    public IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate() => equipment.Poll(name, isFull: false);
}

internal sealed record NodeProblem(string Id, string Word, string Field, string Found, string Advice)
{
    public static NodeProblem Of(Problem problem) =>
        new(problem.Code.Id, problem.Code.Name, problem.Field, problem.Message, problem.Advice);

    public Problem ToProblem() => new(new ProblemCode(Id, Word), Found, Advice) { Field = Field };
}

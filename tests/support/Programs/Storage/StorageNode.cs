using Scalewright.Storage.Agents;
using Scalewright.Storage.Wire;

namespace TestPrograms.Storage;

/// <summary>Lets a program play a storage server on a node: it runs the server's agent, in a process that can be killed.</summary>
/// <remarks>The program of nodes is one line: <c>return await StorageNode.TryRunAsync(args) ? 0 : 2;</c></remarks>
public static class StorageNode
{
    /// <summary>The word by which a program knows that it is meant as a node.</summary>
    internal const string Word = "storage-node";

    /// <summary>What it says when its agent runs.</summary>
    internal const string UpWord = "up";

    private const string Version = "3.0.1";

    // Among the files of the server, where a daemon has it.
    private const string PidFile = "files/run/storage-node.pid";

    /// <summary>Plays the server that standard input describes, when the arguments say that this is a node, and returns when it has ended.</summary>
    /// <param name="args">The program's arguments: <c>storage-node</c>.</param>
    /// <returns>False when the program is not meant as a node, and goes on.</returns>
    /// <exception cref="InvalidOperationException">It is meant as one, and standard input describes none.</exception>
    public static async Task<bool> TryRunAsync(params IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args is not [Word])
        {
            return false;
        }

        NodeOrder order = await ReadAsync();
        using TokenHandler handler = new(order.Token);
        using HttpMessageInvoker equipment = new(handler, disposeHandler: false);
        PacedClock clock = new(order.Speed);
        using HttpLine line = new(order.Door, handler, clock);
        await (order.Secret is { } secret ? RegisterAsync(order, secret, line) : PlayAsync(order, line, new EquipmentLine(order, equipment), clock));
        return true;
    }

    private static async Task<NodeOrder> ReadAsync()
    {
        await using Stream input = Console.OpenStandardInput();
        try
        {
            return await JsonSerializer.DeserializeAsync(input, NodeJson.Default.NodeOrder) ?? throw new JsonException("There is nothing in it.");
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"A node is told by standard input what it is, which this is not: {exception.Message}", exception);
        }
    }

    private static async Task RegisterAsync(NodeOrder order, string secret, HttpLine line)
    {
        NodeAnswer answer;
        try
        {
            using ServerIdentity identity = ServerIdentity.Load(order.Fqdn, order.KeyPem ?? "");
            answer = new NodeAnswer { Reply = await line.RegisterAsync(secret, identity.Introduce(order.Node, Version), CancellationToken.None) };
        }
        catch (ProviderException exception)
        {
            answer = new NodeAnswer { Problems = [.. exception.Problems.Select(NodeProblem.Of)] };
        }

        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(answer, NodeJson.Default.NodeAnswer));
    }

    private static async Task PlayAsync(NodeOrder order, HttpLine line, EquipmentLine equipment, TimeProvider clock)
    {
        IServerPlugin[] plugins = [.. order.Plugins.Select(name => name == JournalPlugin.Word ? (IServerPlugin)new JournalPlugin(order.Folder, equipment, clock) : new NodePlugin(name, equipment))];
        StorageAgent agent = new(new AgentOptions { Fqdn = order.Fqdn, Clock = clock, BootTime = order.BootedAt }, line, plugins, equipment);
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

/// <summary>What became of a registration on a node.</summary>
internal sealed record NodeAnswer
{
    /// <summary>What the manager said; null when it refused.</summary>
    public RegistrationReply? Reply { get; init; }

    /// <summary>Why it failed; empty when it did not.</summary>
    public NodeProblem[] Problems { get; init; } = [];
}

/// <summary>What the equipment shows to one plug-in.</summary>
internal sealed class NodePlugin(string name, EquipmentLine equipment) : IServerPlugin
{
    public string Name => name;

    public IReadOnlyList<ReadOnlyMemory<byte>> PollFull() => equipment.Poll(name, isFull: true);

    public IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate() => equipment.Poll(name, isFull: false);
}

/// <summary>A problem as it comes over from a node.</summary>
/// <param name="Found">What was found.</param>
/// <param name="Advice">What would be accepted.</param>
internal sealed record NodeProblem(string Id, string Word, string Field, string Found, string Advice)
{
    public static NodeProblem Of(Problem problem) => new(problem.Code.Id, problem.Code.Word, problem.Field, problem.Found, problem.Advice);

    public Problem ToProblem() => new(new ProblemCode(Id, Word), Found, Advice) { Field = Field };
}

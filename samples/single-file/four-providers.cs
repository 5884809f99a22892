// Runs one program in the simulation, on this machine, in containers or on machines over SSH:
// dotnet run four-providers.cs -- --provider simulation
#:project ../../src/Sdk/Core/Scalewright.Core.csproj
#:project ../../src/Providers/Simulation/Scalewright.Providers.Simulation.csproj
#:project ../../src/Providers/Containers/Scalewright.Providers.Containers.csproj
#:project ../../src/Providers/Machines/Scalewright.Providers.csproj
#:package System.CommandLine

using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Agents.BuiltIn;
using Scalewright.Agents.Services;
using Scalewright.Agents.XmlRpc;
using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers;
using Scalewright.Providers.Containers;
using Scalewright.Providers.Local;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Ssh;
using Scalewright.Topologies;
using TokenType = System.CommandLine.Parsing.TokenType;

namespace FourProviders;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        ServiceSet services = ServiceSet.Empty.Add<IWords>(context => new Words(context));
        if (await ScalewrightAgent.TryRunAsync(args, services))
        {
            return 0;
        }

        Places places = new();
        Option<bool> dryRun = new("--dry-run") { Description = "Print what would be done, without changing anything." };
        RootCommand root = new("One program in the simulation, on this machine, in containers and on machines over SSH.");
        places.AddTo(root);
        root.Add(dryRun);
        root.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await using IProvider provider = places.Open(parsed, services);
                await provider.RunAsync(token => parsed.GetValue(dryRun) ? Story.DescribeAsync(provider, Console.Out, token) : Story.RunAsync(provider, Console.Out, token), cancellationToken);
                return 0;
            }
            catch (Exception failure) when (failure is ScalewrightException or OperationCanceledException)
            {
                await Console.Error.WriteLineAsync(failure is OperationCanceledException ? "stopped" : failure.Message);
                return 1;
            }
        });
        ParseResult line = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        string[] wrong = [.. WrongWords(line, args), .. line.Errors.Select(error => error.Message).Where(message => !line.UnmatchedTokens.Any(word => message.Contains($"'{word}'", StringComparison.Ordinal))).Select(TextEscaping.Escape)];
        if (wrong.Length > 0)
        {
            await Console.Error.WriteLineAsync($"{string.Join('\n', wrong.Distinct(StringComparer.Ordinal))}\nSee '{root.Name} --help'.");
            return 2;
        }

        int exitCode = 0;
        int signalled = await GracefulShutdown.RunAsync(
            async cancellationToken =>
            {
                // Yield first, so that signals are handled even if the work never awaits.
                await Task.Yield();
                exitCode = await line.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, cancellationToken);
            });
        return signalled == 0 ? exitCode : signalled;
    }

    /// <summary>
    /// Reports unknown options. To pass a value that starts with a hyphen, use <c>--name=--value</c>.
    /// </summary>
    private static IEnumerable<string> WrongWords(ParseResult line, string[] args)
    {
        string[] known = [.. line.RootCommandResult.Command.Options.Select(option => option.Name)];
        IEnumerable<string> taken = line.Tokens.Where(token => token.Type == TokenType.Argument && args.Contains(token.Value)).Select(token => token.Value);
        string[] unknown = [.. taken.Union(line.UnmatchedTokens).Where(word => word.StartsWith('-')).Select(word => word.Split('=')[0])];
        return unknown.Length == 0
            ? line.UnmatchedTokens.Select(word => $"unexpected argument '{TextEscaping.Escape(word)}'; leave it out")
            : unknown.Select(name => $"unknown option '{TextEscaping.Escape(name)}'; {(Spelling.FindClosest(name, known) is { } meant ? $"did you mean '{meant}'?" : $"use {string.Join(", ", known)}")}");
    }
}

/// <summary>The program itself, which does not depend on the provider.</summary>
internal static class Story
{
    /// <summary>Describes <see cref="RunAsync"/> without changes, and rejects the same invalid inputs.</summary>
    public static async Task DescribeAsync(IProvider provider, TextWriter output, CancellationToken cancellationToken)
    {
        Plan plan = await Cluster.Create(TwoNodes()).UseProvider(provider).PlanAsync(cancellationToken);
        await output.WriteLineAsync($"{plan.ToString().TrimEnd()}\nwould run a command, call a service and keep a file on each node, and remove all again");
    }

    public static async Task RunAsync(IProvider provider, TextWriter output, CancellationToken cancellationToken)
    {
        Cluster cluster = await Cluster.Create(TwoNodes()).UseProvider(provider).ProvisionAsync(cancellationToken);
        await using (cluster)
        {
            foreach (Node node in cluster.Nodes)
            {
                await output.WriteLineAsync($"{node.Name}:");
                await UseAsync(node, output, cancellationToken);
            }

            await cluster.DestroyAsync(cancellationToken);
        }

        await output.WriteLineAsync($"left behind: {(await provider.ObserveAsync(cluster.Owner, cancellationToken)).Count}");
    }

    /// <summary>Two nodes, <c>node-1</c> and <c>node-2</c>.</summary>
    private static Topology TwoNodes() => Topology.Create("places").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();

    private static async Task UseAsync(Node node, TextWriter output, CancellationToken cancellationToken)
    {
        CommandResult result = await node.RunAsync(["echo", "a command"], cancellationToken);
        await output.WriteLineAsync($"  {TextEscaping.Escape(result.Output.Trim())} ended with {result.ExitCode}");

        await using IWords words = await node.GetServiceAsync<IWords>(cancellationToken);
        await output.WriteLineAsync($"  {TextEscaping.Escape(await words.GreetAsync("Ann", cancellationToken))}");
        XmlRpcValue greeting = await node.Proxy["words.greet"].CallAsync([XmlRpcValue.From("Bob")], cancellationToken);
        await output.WriteLineAsync($"  {TextEscaping.Escape(greeting.String)}");
        await foreach (int length in words.MeasureAsync(new[] { "one", "three", "eleven" }.ToAsyncEnumerable(), cancellationToken))
        {
            await output.WriteLineAsync($"  a word of {length}");
        }

        try
        {
            await words.GreetAsync("Maximilian", cancellationToken);
        }
        catch (TooLongException exception)
        {
            await output.WriteLineAsync($"  {TextEscaping.Escape(exception.Message)}; {exception.MaxLength} would do");
        }

        await KeepAsync(node, output, cancellationToken);
    }

    private static async Task KeepAsync(Node node, TextWriter output, CancellationToken cancellationToken)
    {
        string path = $"/tmp/four-providers-{node.Name}";
        await node.PutFileAsync(path, Encoding.UTF8.GetBytes("kept"), cancellationToken);
        await output.WriteLineAsync($"  a file: {TextEscaping.Escape(Encoding.UTF8.GetString(await node.GetFileAsync(path, cancellationToken)))}");
        await node.RunAsync(["rm", "-f", path], cancellationToken);

        IAgentData data = await node.GetServiceAsync<IAgentData>(cancellationToken);
        await data.SaveAsync(new DataKey("job", "7"), "running", cancellationToken);
        await output.WriteLineAsync($"  job 7: {TextEscaping.Escape(await data.LoadAsync(new DataKey("job", "7"), cancellationToken))}");
        await data.DeleteAsync(new DataKey("job", "7"), cancellationToken);

        IAgentLog log = await node.GetServiceAsync<IAgentLog>(cancellationToken);
        await foreach (AgentLogLine line in log.FollowAsync(null, 0, cancellationToken))
        {
            await output.WriteLineAsync($"  log {line.Number}: {TextEscaping.Escape(line.Message)}");
            if (line.Number == 3)
            {
                break;
            }
        }
    }
}

/// <summary>Service of the nodes.</summary>
[AgentService]
[AgentError(typeof(TooLongException))]
public partial interface IWords
{
    /// <summary>Returns the length of each word as soon as the word arrives.</summary>
    /// <param name="words">The words.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    IAsyncEnumerable<int> MeasureAsync(IAsyncEnumerable<string> words, CancellationToken cancellationToken);

    /// <summary>Returns a greeting from the node.</summary>
    /// <param name="name">Name of the caller.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="TooLongException">The name is longer than 8 characters.</exception>
    Task<string> GreetAsync(string name, CancellationToken cancellationToken);
}

/// <summary>Thrown when a word is too long.</summary>
/// <param name="message">Description of the problem.</param>
/// <param name="inner">Cause of the exception; null if there is no cause.</param>
public sealed class TooLongException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Maximum number of characters.</summary>
    public int MaxLength { get; init; }
}

internal sealed class Words(ServiceContext context) : IWords
{
    private const int MaxLength = 8;

    public async IAsyncEnumerable<int> MeasureAsync(IAsyncEnumerable<string> words, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (string word in words.WithCancellation(cancellationToken))
        {
            yield return word.Length;
        }
    }

    public Task<string> GreetAsync(string name, CancellationToken cancellationToken)
    {
        context.Log.Write(20, "words", $"{name} asks");
        return name.Length > MaxLength
            ? throw new TooLongException($"'{name}' has {name.Length} characters", null) { MaxLength = MaxLength }
            : Task.FromResult($"hello {name}, here is {context.Node}");
    }
}

/// <summary>The providers that the program supports, and the options that select one.</summary>
internal sealed class Places
{
    private const string Ssh = "ssh";
    private const string Containers = "containers";
    private static readonly string[] Names = ["simulation", "local", Containers, Ssh];

    private readonly Option<string> _provider = new("--provider") { Description = $"Provider of the nodes: {string.Join(", ", Names)}.", HelpName = "PROVIDER", Required = true };
    private readonly Option<string> _hostFile = Text("--host-file", "FILE", "with ssh: file of machines, JSON");
    private readonly Option<string> _agent = Text("--agent", "PROGRAM", "with ssh or containers: the program to put on nodes, one file; default this one");
    private readonly Option<string> _engine = Text("--engine", "URI", "with containers: the engine of Docker or Podman; default that of this user");
    private readonly Option<string> _image = Text("--image", "NAME", "with containers: the image; default Debian");
    private readonly Option<string> _nodeFolder = Text("--node-folder", "DIR", "with ssh: folder of each machine where nodes are recorded");
    private readonly Option<SshCarrier?> _carrier = new("--ssh-carrier") { Description = "with ssh: OpenSsh or SshNet, which needs no ssh program", HelpName = "NAME" };
    private readonly Option<string> _program = Text("--ssh-program", "PROGRAM", "with ssh: the OpenSSH client");
    private readonly Option<string> _config = Text("--ssh-config", "FILE", "with ssh: configuration of the client instead of the user's");
    private readonly Option<string> _identity = Text("--identity", "FILE", "with ssh: the private key");
    private readonly Option<string> _knownHosts = Text("--known-hosts", "FILE", "with ssh: the keys of the machines");

    private Option[] OfSsh => [_hostFile, _agent, _nodeFolder, _carrier, _program, _config, _identity, _knownHosts];

    private Option[] OfContainers => [_agent, _engine, _image];

    /// <summary>Adds the options, and validators that check their combination.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_provider, .. OfSsh.Union(OfContainers)])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(Check);
    }

    /// <summary>Opens the provider that the command line selects.</summary>
    public IProvider Open(ParseResult parsed, ServiceSet services) => parsed.GetRequiredValue(_provider) switch
    {
        Ssh => SshProvider.FromFile(parsed.GetRequiredValue(_hostFile), OptionsOf(parsed)),
        Containers => new ContainersProvider(ContainersOf(parsed)),
        "local" => new LocalProvider(new LocalOptions { Isolation = LocalIsolation.Processes, Services = services }),
        _ => new SimulationProvider { Seed = 42, Options = new SimulationOptions { Services = services } },
    };

    private void Check(System.CommandLine.Parsing.CommandResult result)
    {
        if (result.GetResult(_provider) is not { Tokens: [{ Value: var name }] })
        {
            return;
        }

        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            string near = Spelling.FindClosest(name, Names) is { } found ? $"did you mean '{found}'? " : "";
            result.AddError($"--provider: unknown provider '{TextEscaping.Escape(name)}'; {near}use {string.Join(", ", Names)}");
        }
        else if (name == Ssh && result.GetResult(_hostFile) is null)
        {
            result.AddError("--host-file: 'ssh' needs it");
        }

        Option[] taken = name switch
        {
            Ssh => OfSsh,
            Containers => OfContainers,
            _ => [],
        };
        foreach (Option option in OfSsh.Union(OfContainers).Except(taken).Where(option => result.GetResult(option) is not null))
        {
            result.AddError($"{option.Name}: '{TextEscaping.Escape(name)}' does not take it; leave it out");
        }
    }

    private ContainersOptions ContainersOf(ParseResult parsed)
    {
        ContainersOptions options = new();
        return options with
        {
            Engines = parsed.GetValue(_engine) is { } engine ? [new ContainerEngine { Endpoint = new Uri(engine) }] : options.Engines,
            Image = parsed.GetValue(_image) ?? options.Image,
            AgentProgram = parsed.GetValue(_agent) ?? Environment.ProcessPath ?? "",
        };
    }

    private SshOptions OptionsOf(ParseResult parsed)
    {
        AgentDeployerOptions agent = new();
        SshClientOptions ssh = new();
        return new SshOptions
        {
            Folder = parsed.GetValue(_nodeFolder) ?? "",
            Agent = agent with { Program = parsed.GetValue(_agent) ?? agent.Program },
            Client = ssh with
            {
                Carrier = parsed.GetValue(_carrier) ?? ssh.Carrier,
                ClientPath = parsed.GetValue(_program) ?? ssh.ClientPath,
                ConfigFile = parsed.GetValue(_config) ?? ssh.ConfigFile,
                IdentityFile = parsed.GetValue(_identity) ?? ssh.IdentityFile,
                KnownHostsFile = parsed.GetValue(_knownHosts) ?? ssh.KnownHostsFile,
            },
        };
    }

    private static Option<string> Text(string name, string value, string about) => new(name) { Description = about, HelpName = value };
}

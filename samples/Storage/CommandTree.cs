using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Authentication;
using Scalewright.Listeners;
using Scalewright.Programs;
using Scalewright.Storage.Power;
using Scalewright.Storage.Setup;

namespace StorageSample;

internal static class CommandTree
{
    private static readonly StateSwitches Switches = new("--accept_older_state", "--break_lock", "delete the folder, then 'setup' and 'register' anew");
    private static readonly Option<string> Config = Folder();
    private static readonly Option<bool> AcceptOlderState = new("--accept_older_state") { Description = "Go on where the folder has less than it once had.", Recursive = true };
    private static readonly Option<string?> BreakLock = new("--break_lock") { Description = "Id of a lock of the folder to break, whose holder is gone for good.", Recursive = true };
    private static readonly Option<Uri> Url = new("--url") { Description = "The manager.", DefaultValueFactory = _ => new Uri("https://localhost:8000/"), CustomParser = ReadAddress, Recursive = true };
    private static readonly Option<FileInfo?> Authority = new("--ca") { Description = "Certificate of the authority by which the manager is believed.", Recursive = true };
    private static readonly Option<Uri?> AgentUrl = new("--agent_url") { Description = "The manager's port for agents without TLS, which speaks HTTP/2: thousands of servers share few connections.", CustomParser = ReadAddress, Recursive = true };
    private static readonly Option<string> Username = new("--username") { Description = "User of the manager.", DefaultValueFactory = _ => "admin" };
    private static readonly Option<string> Password = new("--password") { Description = "The user's password; the default is that of the reference manager's development user.", DefaultValueFactory = _ => "lustre" };

    private static readonly Option<int> PduPort = WholeNumber.Of("--pdu_port", 0, WholeNumber.PortMax, 2300, "Port of this machine at which the first power unit speaks its telnet menu, the others follow; 0 for any that are free.");

    private static readonly Option<int> RemotePort = WholeNumber.Of("--control_port", 0, WholeNumber.PortMax, 8743, "Port of this machine at which other programs lead this one, by XML-RPC; 0 for any that is free.");

    private static readonly Option<bool> DryRun = DryRunOption.Make();

    private static readonly Option<bool> Development = new("--development")
    {
        Description = "Let anybody on this machine lead this program; without it callers need the token of "
            + $"{ControlToken.Variable}, or one that is generated and printed.",
    };

    /// <summary>
    /// Builds the commands. Only the verbs of the simulator have its options, because the manager has its own, one of
    /// them with the same name.
    /// </summary>
    /// <param name="arguments">The command line that will be parsed.</param>
    public static RootCommand Build(string[] arguments)
    {
        Option[] ofSimulator = [Config, AcceptOlderState, BreakLock, Url, AgentUrl, Authority];
        RootCommand root = new("Plays a cluster of storage servers towards a manager.")
        {
            Setup(), ImportCommand.Build(Options, DryRun), Register(), Run(), Power(), Status(), FilesystemCommand.Build(AddressOf, Username, Password, DryRun), ReplayCommand.Build(), DemoCommand.Build(AddressOf, Username, Password, DryRun), BenchmarkCommand.Build(AddressOf, Username, Password, DryRun), ManagerCommand.Build(ofSimulator),
        };
        foreach (Option option in arguments is [ManagerCommand.Name, ..] ? [] : ofSimulator)
        {
            root.Add(option);
        }

        return root;
    }

    public static Uri? ReadAddress(ArgumentResult result)
    {
        string text = result.Tokens[0].Value.TrimEnd('/') + "/";
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        result.AddError($"'{text}' is not an address: use one like https://localhost:8000/");
        return null;
    }

    private static Command Setup()
    {
        Option<int> servers = WholeNumber.Of("--server_count", 0, 65_536, 8);
        Option<int> workers = WholeNumber.Of("--worker_count", 0, 65_536, 1);
        Option<int?> volumes = WholeNumber.Optional("--volume_count", 0, 1_000_000, "Default: two of each server.");
        Option<int> nids = WholeNumber.Of("--nid_count", 0, 256, 1);
        Option<int> clusterSize = WholeNumber.Of("--cluster_size", 1, int.MaxValue, 4);
        Option<int> pdus = WholeNumber.Of("--pdu_count", 0, 1_000, 1);
        Option<int> unitSize = WholeNumber.Of("--su_size", 0, int.MaxValue, 0);
        Command command = new("setup", "Makes a simulated cluster in the folder.") { servers, workers, volumes, nids, clusterSize, pdus, unitSize, DryRun };
        command.SetAction((parsed, token) => GuardAsync(async () =>
        {
            StorageClusterSpec setup = new()
            {
                ServerCount = parsed.GetValue(servers), WorkerCount = parsed.GetValue(workers), VolumeCount = parsed.GetValue(volumes), NidsPerServer = parsed.GetValue(nids),
                ServersPerCluster = parsed.GetValue(clusterSize), PduCount = parsed.GetValue(pdus), ServersPerStorageUnit = parsed.GetValue(unitSize),
            };
            await using StorageCluster cluster = await StorageCluster.CreateAsync(setup, Options(parsed), token);
            Console.WriteLine($"{(parsed.GetValue(DryRun) ? "would set up " : "")}{parsed.GetValue(Config)}: {Pluralizer.Format(setup.ServerCount, "server")}, {Pluralizer.Format(setup.WorkerCount, "worker")}, {Pluralizer.Format(setup.EffectiveVolumeCount, "volume")}");
        }));
        return command;
    }

    private static Command Register()
    {
        Option<string?> secret = new("--secret") { Description = "Secret of a registration token; without it, the user gets two from the manager." };
        Option<bool> pduEntries = new("--create_pdu_entries") { Description = "Register the power units with the manager." };
        Command command = new("register", "Registers all servers, then runs on.")
        {
            Username, Password, secret, pduEntries, PduPort, RemotePort, Development, DryRun,
        };
        command.SetAction((parsed, token) => GuardAsync(async () =>
        {
            if (parsed.GetValue(DryRun))
            {
                await DescribeRegisteringAsync(parsed, parsed.GetValue(secret), parsed.GetValue(pduEntries), token);
                return;
            }

            await using RunningCluster running = await OpenAsync(parsed, token);
            await using PduTelnetServer ports = ServePower(running, parsed);
            await using ControlPort control = await ServeControlAsync(running, parsed, token);
            using ManagerApi? api = parsed.GetValue(secret) is null || parsed.GetValue(pduEntries)
                ? await ManagerApi.LogInAsync(AddressOf(parsed), parsed.GetValue(Username)!, parsed.GetValue(Password)!, token)
                : null;
            await Registering.RunAsync(running, api, parsed.GetValue(secret), parsed.GetValue(pduEntries) ? ports.Ports : null, token);
            await WatchAsync(running, parsed.GetValue(Config)!, token);
        }, ManagerOf(parsed)));
        return command;
    }

    private static Command Run()
    {
        Command command = new("run", "Starts all servers that are registered.") { PduPort, RemotePort, Development, DryRun };
        command.SetAction((parsed, token) => GuardAsync(async () =>
        {
            if (parsed.GetValue(DryRun))
            {
                await DescribeRunAsync(parsed, token);
                return;
            }

            await using RunningCluster running = await OpenAsync(parsed, token);
            await using PduTelnetServer ports = ServePower(running, parsed);
            await using ControlPort control = await ServeControlAsync(running, parsed, token);
            await running.Cluster.Servers.StartAllAsync(token);
            StayingOff.Report(running.Cluster);
            await WatchAsync(running, parsed.GetValue(Config)!, token);
        }));
        return command;
    }

    private static Command Power()
    {
        Command command = Ordered("power", $"Switches power: {PowerRequest.Orders}.", "order", PowerRequest.Orders, static words => words);
        command.Add(DryRun);
        return command;
    }

    private static Command Status() => Ordered("status", "Shows servers, or power units and their outlets.", "what", PowerRequest.Views, static words => ["status", .. words]);

    private static Command Ordered(string name, string description, string argument, string accepted, Func<string[], string[]> order)
    {
        Argument<string[]> words = new(argument) { Arity = ArgumentArity.OneOrMore, Description = accepted };
        words.Validators.Add(found =>
        {
            if (!PowerRequest.IsKnown(order([.. found.Tokens.Select(token => token.Value)])))
            {
                found.AddError($"'{TextEscaping.Escape(string.Join(' ', found.Tokens.Select(token => token.Value)))}' is nothing that {name} knows; use {accepted}");
            }
        });
        Command command = new(name, description) { words };
        command.SetAction((parsed, token) => GuardAsync(async () =>
        {
            string[] asked = order(parsed.GetValue(words)!);
            if (parsed.GetValue(DryRun))
            {
                ControlSocket.CheckPath(parsed.GetValue(Config)!);
                await using StorageCluster copy = await StorageCluster.OpenAsync(Options(parsed), token);
                Console.Write(PowerRequest.Accepted(await PowerRequest.DescribeAsync(copy, asked)));
                return;
            }

            string? answer = await ControlSocket.AskAsync(parsed.GetValue(Config)!, asked, token);
            if (answer is null)
            {
                await using StorageCluster cluster = await StorageCluster.OpenAsync(Options(parsed), token);
                answer = await PowerRequest.RunAsync(cluster, asked);
            }

            Console.Write(PowerRequest.Accepted(answer));
        }));
        return command;
    }

    /// <summary>Describes <c>register</c> without calling the manager, and rejects the same invalid inputs.</summary>
    private static async Task DescribeRegisteringAsync(ParseResult parsed, string? secret, bool hasPowerEntries, CancellationToken cancellationToken)
    {
        using ManagerAddress address = AddressOf(parsed);
        await using StorageCluster copy = await OpenCopyAsync(parsed, cancellationToken);
        ValueMap<int> ports = await DescribePortsAsync(copy, parsed, cancellationToken);
        using ManagerApi? api = secret is null || hasPowerEntries
            ? await ManagerApi.LogInAsync(address, parsed.GetValue(Username)!, parsed.GetValue(Password)!, cancellationToken)
            : null;
        await Registering.DescribeAsync(copy, api, hasPowerEntries ? ports : null, cancellationToken);
    }

    /// <summary>Describes <c>run</c> without changes, and rejects the same invalid inputs.</summary>
    private static async Task DescribeRunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using ManagerAddress address = AddressOf(parsed);
        await using StorageCluster copy = await OpenCopyAsync(parsed, cancellationToken);
        await DescribePortsAsync(copy, parsed, cancellationToken);
        await copy.Servers.StartAllAsync(cancellationToken);
        Console.WriteLine($"would start {Pluralizer.Format(copy.Servers.All.Count(server => copy.Servers.IsAgentRunning(server.Name.Fqdn)), "server")}");
        StayingOff.Report(copy);
    }

    /// <summary>Opens the ports of a simulator, and closes them again.</summary>
    /// <returns>Ports of the power units.</returns>
    private static async Task<ValueMap<int>> DescribePortsAsync(StorageCluster copy, ParseResult parsed, CancellationToken cancellationToken)
    {
        int first = parsed.GetValue(PduPort);
        await using PduTelnetServer ports = PortsOf(copy, first);
        foreach ((string unit, int port) in ports.Ports)
        {
            Console.WriteLine($"{unit} would answer at {(first == 0 ? "a free port of telnet localhost" : $"telnet localhost {port}")}");
        }

        if (!parsed.GetValue(Development))
        {
            ListenerToken.ReadOrGenerate(ControlToken.Variable, "remote control token", TextWriter.Null);
        }

        int control = parsed.GetValue(RemotePort);
        Uri found = await ControlPort.TryAsync(control, cancellationToken);
        Console.WriteLine($"remote control would be at {(control == 0 ? "a free port" : found)}");
        return ports.Ports;
    }

    private static async Task<StorageCluster> OpenCopyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string config = parsed.GetValue(Config)!;
        return await ControlSocket.AskAsync(config, PowerRequest.StatusOfServers, cancellationToken) is null
            ? await StorageCluster.OpenAsync(Options(parsed), cancellationToken)
            : throw new SimulatorException($"--config {config}: a simulator runs there already; end it first");
    }

    private static PduTelnetServer ServePower(RunningCluster running, ParseResult parsed)
    {
        PduTelnetServer ports = PortsOf(running.Cluster, parsed.GetValue(PduPort));
        foreach ((string unit, int port) in ports.Ports)
        {
            Console.WriteLine($"{unit} answers at telnet localhost {port}");
        }

        return ports;
    }

    private static async Task<ControlPort> ServeControlAsync(
        RunningCluster running, ParseResult parsed, CancellationToken cancellationToken)
    {
        string? token = parsed.GetValue(Development)
            ? null
            : ListenerToken.ReadOrGenerate(ControlToken.Variable, "remote control token", Console.Out);
        ControlPort control = await ControlPort.StartAsync(
            running, parsed.GetValue(RemotePort), token, cancellationToken);
        Console.WriteLine($"remote control at {control.Address}");
        return control;
    }

    private static PduTelnetServer PortsOf(StorageCluster cluster, int first)
    {
        try
        {
            return PduTelnetServer.Start(cluster, first);
        }
        catch (StorageException exception) when (exception.Code == ProblemCode.ConflictingFields || exception.Code == ProblemCode.OutOfRange)
        {
            throw new SimulatorException($"{exception.Problems[0].Field}: {exception.Problems[0].Message}; choose others with --pdu_port, 0 takes any that are free", exception);
        }
    }

    private static async Task WatchAsync(RunningCluster running, string config, CancellationToken cancellationToken)
    {
        await using ControlSocket control = new(config, words => PowerRequest.RunAsync(running.Cluster, words));
        await LiveTable.ShowAsync(running, cancellationToken);
    }

    private static async Task<RunningCluster> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        new(await StorageCluster.OpenAsync(Options(parsed), cancellationToken), AddressOf(parsed), new KeyFolder(parsed.GetValue(Config)!));

    public static Uri ManagerOf(ParseResult parsed) => parsed.GetValue(Url)!;

    private static ManagerAddress AddressOf(ParseResult parsed) => new(ManagerOf(parsed), parsed.GetValue(Authority), parsed.GetValue(AgentUrl));

    private static StorageClusterOptions Options(ParseResult parsed) =>
        new() { Folder = parsed.GetValue(Config), AllowOlderState = parsed.GetValue(AcceptOlderState), BreakLockId = parsed.GetValue(BreakLock), IsDryRun = parsed.GetValue(DryRun) };

    private static Option<string> Folder()
    {
        Option<string> folder = new("--config") { Description = "Folder of the simulated cluster.", DefaultValueFactory = _ => "cluster_sim", Recursive = true };
        folder.Validators.Add(found =>
        {
            if (found.Tokens is [{ Value: var path }] && string.IsNullOrWhiteSpace(path))
            {
                found.AddError("--config names no folder; give one, as in cluster_sim");
            }
        });
        return folder;
    }

    private static string AdviceOfTls(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return "\nthe manager's certificate is not believed: give that of its authority with --ca FILE; the reference manager writes it with its own --ca";
            }
        }

        return "";
    }

    /// <summary>Runs a command. Explains failures in terms of the command line.</summary>
    /// <param name="manager">The manager that it needs; null for none.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> GuardAsync(Func<Task> body, Uri? manager = null)
    {
        try
        {
            await body();
            return 0;
        }
        catch (Exception exception) when (exception is ScalewrightException or SimulatorException or IOException)
        {
            await Console.Error.WriteLineAsync(await SchemeAdvice.FindAsync(manager, exception)
                ?? (exception is ScalewrightException failure ? Switches.Explain(failure) : exception.Message) + AdviceOfTls(exception));
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }
}

using System.CommandLine;
using Scalewright.Providers;
using Scalewright.Providers.Local;

Dictionary<string, Func<IProvider>> providers = new()
{
    ["simulation"] = () => new SimulationProvider { Seed = 42 },
    ["processes"] = () => new LocalProvider(new LocalOptions { Isolation = LocalIsolation.Processes }),
};

Option<string> providerName = new("--provider") { Description = "Where the nodes run", DefaultValueFactory = _ => "simulation" };
providerName.AcceptOnlyFromAmong([.. providers.Keys]);
Option<int> webCount = new("--web") { Description = "Number of web nodes", DefaultValueFactory = _ => 3 };
Option<string?> stateFolder = new("--state") { Description = "Folder that keeps the cluster for the next start. Without it, the end of the program removes the cluster" };
Option<bool> destroy = new("--destroy") { Description = "Remove the cluster of the state folder" };
Argument<string[]> command = new("command") { Description = "Command that runs on each node, after --", DefaultValueFactory = _ => ["echo", "ready"] };
int separator = Array.IndexOf(args, "--");
int commandLength = separator < 0 ? 0 : args.Length - separator - 1;
command.Validators.Add(parsed =>
{
    // Without this check, a misspelled option would be run as the command.
    if (parsed.Tokens.Count > commandLength)
    {
        string first = parsed.Tokens[0].Value;
        parsed.AddError(first.StartsWith('-') ? $"unknown option '{first}'" : $"unexpected argument '{first}'; the command comes after --");
    }
});
RootCommand root = new("Provisions a cluster, runs a command on its nodes and prints the results.") { providerName, webCount, stateFolder, destroy, command };
root.Validators.Add(parsed =>
{
    bool hasState = parsed.GetValue(stateFolder) is not null;
    if (parsed.GetValue(destroy) && !hasState)
    {
        parsed.AddError("--destroy needs --state");
    }

    if (hasState && parsed.GetValue(providerName) != "processes")
    {
        parsed.AddError("--state needs --provider processes: simulated nodes end with the program");
    }
});
root.SetAction(async (parsed, cancellationToken) =>
{
    try
    {
        int failedCount = 0;
        await using IProvider provider = providers[parsed.GetValue(providerName)!]();
        await provider.RunAsync(
            async token =>
            {
                if (parsed.GetValue(destroy))
                {
                    await DestroyAsync(parsed.GetValue(stateFolder)!, provider, token);
                    return;
                }

                ClusterBuilder builder = Cluster.Create(CreateShop(parsed.GetValue(webCount))).UseProvider(provider);
                builder = parsed.GetValue(stateFolder) is { } folder ? builder.WithState(folder) : builder;
                failedCount = await RunCommandAsync(builder, [.. parsed.GetValue(command)!], token);
            },
            cancellationToken);
        return failedCount == 0 ? 0 : 1;
    }
    catch (ScalewrightException exception)
    {
        await Console.Error.WriteLineAsync(exception.Message);
        return 1;
    }
    catch (OperationCanceledException)
    {
        await Console.Error.WriteLineAsync("stopped");
        return 1;
    }
});

ParseResult commandLine = root.Parse(args);
if (commandLine.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync(string.Join('\n', commandLine.Errors.Select(error => error.Message)));
    return 2;
}

// Ctrl+C cancels the token. Without a state folder, the cluster is removed then, too.
int exitCode = 0;
int signalExitCode = await GracefulShutdown.RunAsync(async cancellationToken =>
    exitCode = await commandLine.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, cancellationToken));
return signalExitCode == 0 ? exitCode : signalExitCode;

// The cluster: change it, and run the program again.
static Topology CreateShop(int webCount) => Topology.Create("my-app")
    .AddProfile(Profile.Create("web").WithHostnamePrefix("web").WithCount(webCount).Build())
    .AddProfile(Profile.Create("db").WithHostnamePrefix("db").WithCount(1).Build())
    .Build();

// Returns the number of nodes on which the command failed.
static async Task<int> RunCommandAsync(ClusterBuilder builder, ValueList<string> command, CancellationToken cancellationToken)
{
    await using Cluster cluster = await builder.ProvisionAsync(cancellationToken);
    Console.WriteLine($"{cluster.Nodes.Count} nodes are ready");
    int failedCount = 0;
    await foreach (NodeResult result in cluster.Nodes.RunAsync(command, cancellationToken))
    {
        Console.WriteLine($"{result.Node.Name}: {Describe(result)}");
        failedCount += result.Succeeded ? 0 : 1;
    }

    return failedCount;
}

static string Describe(NodeResult result)
{
    if (result.Result is not { } output)
    {
        return $"{result.Problem}";
    }

    string text = output.Succeeded ? output.Output : $"exit code {output.ExitCode} {output.Error}";
    return text.TrimEnd();
}

static async Task DestroyAsync(string folder, IProvider provider, CancellationToken cancellationToken)
{
    await using Cluster cluster = await Cluster.OpenAsync(folder, provider, cancellationToken);
    await cluster.DestroyAsync(cancellationToken);
    Console.WriteLine("the cluster is removed");
}

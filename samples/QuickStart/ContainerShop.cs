using Scalewright.Providers.Containers;

namespace QuickStart;

/// <summary>The shop as containers of Docker or Podman: <c>--provider containers</c>.</summary>
internal static class ContainerShop
{
    private const int WrongUsage = 2;

    /// <summary>Runs the shop if the arguments select containers. Sets the exit code of the process.</summary>
    /// <returns>False if there are no arguments.</returns>
    public static async Task<bool> TryRunAsync(string[] args, Topology shop)
    {
        Environment.ExitCode = args switch
        {
            [] => 0,
            ["--provider", "containers"] => await RunAsync(shop),
            _ => await FailAsync("unknown arguments; use --provider containers, or none for the simulation", WrongUsage),
        };
        return args.Length > 0;
    }

    private static async Task<int> RunAsync(Topology shop)
    {
        try
        {
            // Ctrl+C removes the containers, too.
            return await GracefulShutdown.RunAsync(cancellationToken => UseAsync(shop, cancellationToken));
        }
        catch (ScalewrightException failure)
        {
            return await FailAsync(failure.Message, 1);
        }
    }

    private static async Task UseAsync(Topology shop, CancellationToken cancellationToken)
    {
        await using ContainersProvider provider = new();
        await using (Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken))
        {
            Console.WriteLine($"{cluster.Nodes.Count} containers are ready");

            await EndAsync(cluster.Nodes["web-2"], cancellationToken);
            Console.WriteLine("The container of web-2 ended. Repair plan:");
            Console.Write(await cluster.PlanAsync(shop, cancellationToken));

            await cluster.RepairAsync(cancellationToken);
            CommandResult result = await cluster.Nodes["web-2"].RunAsync(["hostname"], cancellationToken);
            Console.WriteLine($"'hostname' in the new container prints {result.Output.Trim()}");
        }

        Console.WriteLine("All containers are removed.");
    }

    /// <summary>Ends the main process of a container, which ends the container.</summary>
    private static async Task EndAsync(Node node, CancellationToken cancellationToken)
    {
        try
        {
            await node.RunAsync(["sh", "-c", "kill 1; sleep 60"], cancellationToken);
        }
        catch (AgentException)
        {
            // The command ended with its container.
        }
    }

    private static async Task<int> FailAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync(message);
        return exitCode;
    }
}

namespace Chameleon.Tests;

/// <summary>The simulated Chameleon server, used with the real <c>openstack</c> command.</summary>
public sealed class OpenStackTests
{
    [MachineFact("openstack")]
    public async Task The_openstack_command_lists_our_nodes_and_creates_and_deletes_its_own_server()
    {
        await using Testbed testbed = await Testbed.StartAsync(options => options with { Clock = TimeProvider.System });
        testbed.Use(options => options with { Clock = TimeProvider.System });
        await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));
        Resource node = (await testbed.SettleAsync()).Single();
        string address = testbed.Provider.FindAddress(node);
        string lease = testbed.Server.Occupy(Testbed.Chicago, "compute_b", 1, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));

        (string[] lines, string error) = await OpenStackCommand.RunAsync(
            testbed.Server.Identity,
            Testbed.Chicago,
            "token issue -f value -c project_id",
            "image list -f value -c Name",
            "network list -f value -c Name",
            "floating ip list -f csv --quote none",
            "server list -f value -c Name -c Status",
            $"server create --image CC-Ubuntu24.04 --flavor baremetal --network sharednet1 --property color=red --hint reservation={testbed.Server.ReservationOf(Testbed.Chicago, lease)} -f value -c name os-1",
            "server show os-1 -f value -c status",
            "server list -f value -c Name --sort-column Name",
            "server delete os-1",
            "server list -f value -c Name"
        );

        // The second column of a table is the address.
        lines
            .Select(line => line.Split(',') is [_, var second, ..] ? second : line)
            .ShouldBe(
                [
                    "CH-1",
                    "CC-CentOS9-Stream",
                    "CC-Ubuntu22.04",
                    "CC-Ubuntu24.04",
                    "sharednet1",
                    "public",
                    "Floating IP Address",
                    address,
                    "n-1 ACTIVE",
                    "os-1",
                    "ACTIVE",
                    "n-1",
                    "os-1",
                    "n-1",
                ],
                error
            );
        (await testbed.Provider.ObserveAsync(null)).Select(one => one.Id).ShouldBe([node.Id]);
    }

    [MachineFact("openstack", "blazar")]
    public async Task The_Blazar_plugin_lists_our_lease_and_creates_extends_and_deletes_its_own()
    {
        await using Testbed testbed = await Testbed.StartAsync(options => options with { Clock = TimeProvider.System });
        testbed.Use(options => options with { Clock = TimeProvider.System });
        await testbed.ApplyAsync(testbed.Orders.CreateNode("n-1"));
        await testbed.SettleAsync();
        string day = TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        (string[] created, string createError) = await OpenStackCommand.RunAsync(
            testbed.Server.Identity,
            Testbed.Chicago,
            [
                "reservation",
                "lease",
                "create",
                "-f",
                "value",
                "-c",
                "status",
                "--reservation",
                """resource_type=physical:host,min=1,max=1,resource_properties=["=", "$node_type", "compute_b"]""",
                "--start-date",
                $"{day} 10:00",
                "--end-date",
                $"{day} 12:00",
                "lease-1",
            ],
            []
        );
        (string[] lines, string error) = await OpenStackCommand.RunAsync(
            testbed.Server.Identity,
            Testbed.Chicago,
            "reservation lease list -f value -c name",
            "reservation lease set --prolong-for 1h lease-1",
            "reservation lease show -f value -c end_date lease-1",
            "reservation lease delete lease-1",
            "reservation lease list -f value -c name"
        );

        created.ShouldBe(["Created a new lease:", "PENDING"], createError);
        string ours = lines[1];
        ours.ShouldEndWith("-leased");
        lines.ShouldBe(["lease-1", ours, "Updated lease: lease-1", $"{day}T13:00:00.000000", "Deleted lease: lease-1", ours], error);
    }
}

/// <summary>The installed <c>openstack</c> command of any version, with its own home directory.</summary>
internal static class OpenStackCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs several commands in one process, which takes seconds to start.</summary>
    public static Task<(string[] Lines, string Error)> RunAsync(Uri identity, string region, params string[] commands) =>
        RunAsync(identity, region, [], commands);

    /// <summary>Runs a command whose arguments contain spaces or quotes, which the standard input does not support.</summary>
    public static async Task<(string[] Lines, string Error)> RunAsync(Uri identity, string region, string[] arguments, string[] commands)
    {
        string home = Directory.CreateTempSubdirectory("openstack").FullName;
        try
        {
            ProcessStartInfo start = new(Find()!, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = home,
            };
            foreach (string inherited in start.Environment.Keys.Where(key => key.StartsWith("OS_", StringComparison.Ordinal)).ToArray())
            {
                start.Environment.Remove(inherited);
            }

            (start.Environment["HOME"], start.Environment["OS_AUTH_URL"], start.Environment["OS_REGION_NAME"]) = (
                home,
                identity.ToString(),
                region
            );
            (
                start.Environment["OS_AUTH_TYPE"],
                start.Environment["OS_APPLICATION_CREDENTIAL_ID"],
                start.Environment["OS_APPLICATION_CREDENTIAL_SECRET"]
            ) = ("v3applicationcredential", "ann", "secret");
            using Process process = Process.Start(start)!;
            using CancellationTokenSource late = new(Patience);
            Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(late.Token);
            await process.StandardInput.WriteAsync(string.Concat(commands.Select(command => $"{command}\n")));
            process.StandardInput.Close();
            await process.WaitForExitAsync(late.Token);
            return ((await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), await error);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Select(folder => Path.Combine(folder, "openstack"))
            .FirstOrDefault(File.Exists);
}

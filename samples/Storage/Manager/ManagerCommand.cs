using System.CommandLine;
using Scalewright.Programs;

namespace StorageSample;

internal static class ManagerCommand
{
    public const string Name = "manager";
    private const string PasswordVariable = "STORAGE_MANAGER_PASSWORD";
    private const string DevelopmentPassword = "lustre";
    private static readonly StateSwitches Switches = new("--accept-older-state", "--break-lock", "delete the folder and start again: servers register anew");

    private static string? Configured => Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password ? password : null;

    /// <param name="ofSimulator">Options of the other verbs, which are rejected before this verb.</param>
    public static Command Build(Option[] ofSimulator)
    {
        Option<int> port = WholeNumber.Of("--port", 0, WholeNumber.PortMax, 8000, "Port on this machine; 0 for any that is free.");
        Option<int?> agentPort = WholeNumber.Optional("--agent-port", 0, WholeNumber.PortMax, "Another port for agents without TLS: HTTP/2 alone, so that thousands share few connections.");
        Option<bool> tls = new("--tls") { Description = "Speak TLS, and tell servers apart by their certificates." };
        Option<string?> state = new("--state") { Description = "Folder that keeps what the manager knows; without it, everything is forgotten at the end." };
        Option<bool> acceptOlderState = new("--accept-older-state") { Description = "Go on where the folder of --state has less than it once had." };
        Option<string?> breakLock = new("--break-lock") { Description = "Id of a lock of the folder of --state to break, whose holder is gone for good." };
        Option<FileInfo?> authority = new("--ca") { Description = "File to write the authority's certificate to; the simulator takes it with its own --ca." };
        Option<bool> bare = new("--no-simulator-controller") { Description = "Leave the plug-in simulator_controller off, as a manager of real servers does." };
        Option<int?> serviceRate = WholeNumber.Optional("--service-rate", 1, int.MaxValue, "Messages that each service takes in a second, so that queues grow as those of a busy manager; without it, as many as it can.");
        Option<bool> development = new("--development") { Description = $"Use the known password {DevelopmentPassword} instead of one that is generated and printed, and show the page without it." };
        Option<string[]> hosts = new("--allowed-host") { Description = "Name that callers may use besides localhost; may be given several times." };
        Option<bool> dryRun = DryRunOption.Make();
        Command command = new(Name, $"A reference manager of storage servers. The user is admin; the password comes from {PasswordVariable}, or is generated and printed.")
        {
            port, agentPort, tls, state, acceptOlderState, breakLock, authority, bare, serviceRate, development, hosts, dryRun,
        };
        command.Validators.Add(found =>
        {
            foreach (Option given in ofSimulator.Where(option => found.GetResult(option) is { Implicit: false }))
            {
                found.AddError($"{given.Name} before {Name} is an option of the simulator; leave it out");
            }
        });
        command.Validators.Add(found =>
        {
            if (found.GetValue(authority) is not null && !found.GetValue(tls))
            {
                found.AddError("--ca writes the authority of the manager's TLS, and there is none: add --tls, or leave --ca out");
            }
        });
        command.Validators.Add(found =>
        {
            if (found.GetValue(development) && Configured is not null)
            {
                found.AddError($"--development and {PasswordVariable} both give a password; use one of them");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            HostOptions options = new()
            {
                Port = parsed.GetValue(port),
                AgentPort = parsed.GetValue(agentPort),
                UsesTls = parsed.GetValue(tls),
                Folder = parsed.GetValue(state),
                AcceptsOlderState = parsed.GetValue(acceptOlderState),
                BrokenLock = parsed.GetValue(breakLock),
                AuthorityFile = parsed.GetValue(authority),
                HasSimulatorController = !parsed.GetValue(bare),
                ServiceRate = parsed.GetValue(serviceRate),
                Password = parsed.GetValue(development) ? DevelopmentPassword : Configured,
                IsPageOpen = parsed.GetValue(development),
                AllowedHosts = [.. parsed.GetValue(hosts) ?? []],
            };
            return GuardAsync(() => parsed.GetValue(dryRun)
                ? ManagerHost.DescribeAsync(options, Console.Out, cancellationToken)
                : ServeAsync(options, cancellationToken));
        });
        return command;
    }

    private static async Task ServeAsync(HostOptions options, CancellationToken cancellationToken)
    {
        await using ManagerHost host = await ManagerHost.StartAsync(options, cancellationToken);
        Console.WriteLine($"Manager at {host.Address}  (Ctrl-C or SIGTERM stops it)");
        if (host.AgentAddress is { } agents)
        {
            Console.WriteLine($"Agents without TLS at {agents}");
        }

        if (options.Password is null)
        {
            Console.WriteLine($"User admin, password {host.Password}");
        }

        await host.WaitAsync(cancellationToken);
    }

    private static async Task<int> GuardAsync(Func<Task> body)
    {
        try
        {
            await body();
            return 0;
        }
        catch (ScalewrightException exception)
        {
            await Console.Error.WriteLineAsync(Switches.Explain(exception));
            return 1;
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}

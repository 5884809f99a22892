namespace Vagrant.Tests;

public sealed class KillTests
{
    // Two VMs are started and removed. The hook reports each of these changes three times.
    private const int MinKills = 12;
    private const int MaxKills = 40;

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task F_PROC_01_the_reaper_removes_all_leftovers_of_a_program_killed_at_any_step()
    {
        using VagrantLab place = new();
        using TemporaryFolder folder = new();
        KillSeries series = new();
        await using HookServer server = new(series.AtChangeAsync);

        // Reports a change of a VM and waits for a response, which this test sends when it is ready.
        string hook = folder.Write(
            "hook",
            string.Create(
                CultureInfo.InvariantCulture,
                $"#!/bin/bash\nexec 3<>/dev/tcp/127.0.0.1/{server.Port}\necho \"$1\" >&3\nread -r _ <&3\n"
            )
        );
        Command.Run("chmod", folder.Root, new Dictionary<string, string>(), "755", hook).ExitCode.ShouldBe(0);

        int kills = await series.RunAsync(MaxKills, () => Start(place, hook), when => AssertNothingIsLeftAsync(place, when));

        kills.ShouldBeGreaterThanOrEqualTo(MinKills);
    }

    private static async Task AssertNothingIsLeftAsync(VagrantLab place, string when)
    {
        await using VagrantProvider provider = place.Open();
        await EveryLineage.ReapAsync(provider, when);

        (place.Machines().Length, place.Vagrantfiles().Length).ShouldBe((0, 0), when);
    }

    private static Process Start(VagrantLab place, string hook)
    {
        ProcessStartInfo start = TestProgram.Describe("vagrant", place.Clusters, place.Program);
        foreach ((string name, string value) in place.Variables.With("LOOPBACK_HOOK", hook))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

/// <summary>Listens on a port for reports of changes, and replies to each line after it was processed.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _hearing;

    public HookServer(Func<string, Task> hear)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _hearing = HearAsync(hear);
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _hearing;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task HearAsync(Func<string, Task> hear)
    {
        List<Task> calls = [];
        try
        {
            while (true)
            {
                calls.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token), hear));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(calls);
        }
    }

    private static async Task AnswerAsync(TcpClient caller, Func<string, Task> hear)
    {
        using (caller)
        {
            using StreamReader reader = new(caller.GetStream());
            await hear(await reader.ReadLineAsync() ?? "");
            try
            {
                await caller.GetStream().WriteAsync("go\n"u8.ToArray());
            }
            catch (IOException)
            {
                // The caller was killed with the program.
            }
        }
    }
}

namespace Ssh.Tests;

/// <summary>Tests the first connection to a slow machine, and by a process that is suspended meanwhile.</summary>
[Collection(LabMachines.Name)]
public sealed class FirstContactTests(SshLab lab) : IDisposable
{
    private const int Number = 2;

    public void Dispose()
    {
        if (SshLab.MissingReason is null)
        {
            lab.Serve(Number);
            Directory.GetFiles(lab.At($"{Number}", "tmp"), "first-*").ToList().ForEach(File.Delete);
        }
    }

    [MachineFact("ssh-machines")]
    public async Task A_session_that_does_not_start_is_reopened_over_the_same_login()
    {
        // The first session never starts its shell.
        Serve("mkdir /tmp/first-session 2>/dev/null && exec sleep 600");
        await using SshTransport transport = new(lab.Options with { SessionTimeout = TimeSpan.FromSeconds(1) });

        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(Number), "n2");
        CommandResult result = await connection.RunAsync(new CommandRequest(["echo", "here"]));

        result.Output.ShouldBe("here\n");
        Logins().ShouldBe(1);
        Directory.Delete(lab.At($"{Number}", "tmp", "first-session"));
    }

    [MachineFact("ssh-machines")]
    public async Task A_slow_login_extends_the_session_timeout()
    {
        // Each session and the login take longer than the timeout of half a second.
        Serve("sleep 2");
        await using SshTransport transport = new(
            lab.Options with
            {
                ClientPath = SlowClient(seconds: 2),
                SessionTimeout = TimeSpan.FromSeconds(0.5),
            }
        );

        await using INodeConnection connection = await transport.ConnectAsync(SshLab.AddressOf(Number), "n2");
        CommandResult result = await connection.RunAsync(new CommandRequest(["echo", "here"]));

        result.Output.ShouldBe("here\n");
        Logins().ShouldBe(1);
    }

    [MachineFact("ssh-machines")]
    public async Task A_connection_attempt_survives_a_suspension_of_the_process()
    {
        Serve("echo >/tmp/first-begun; until [ -e /tmp/first-released ]; do sleep 0.05; done");
        SuspendedClock clock = new();
        await using SshTransport transport = new(lab.Options with { Clock = clock });
        Task<INodeConnection> opening = transport.ConnectAsync(SshLab.AddressOf(Number), "n2");
        await Poll.UntilAsync(() => File.Exists(lab.At($"{Number}", "tmp", "first-begun")));

        // An hour passes at once: the running timer fires, and no other was started meanwhile.
        clock.Suspend(TimeSpan.FromHours(1));
        File.WriteAllText(lab.At($"{Number}", "tmp", "first-released"), "");

        await using INodeConnection connection = await opening;
        (await connection.RunAsync(new CommandRequest(["echo", "here"]))).Output.ShouldBe("here\n");
        Logins().ShouldBe(1);
    }

    private void Serve(string before)
    {
        File.Delete(lab.At($"{Number}", "log"));
        lab.Serve(Number, $"ForceCommand {before}; exec sh -c \"$SSH_ORIGINAL_COMMAND\"");
    }

    private int Logins() =>
        File.ReadLines(lab.At($"{Number}", "log")).Count(line => line.Contains("Accepted publickey", StringComparison.Ordinal));

    private string SlowClient(int seconds)
    {
        string path = lab.At("slow-ssh");
        File.WriteAllText(path, $"#!/bin/sh\n[ \"$1\" = -V ] || sleep {seconds}\nexec '{lab.At("ssh")}' \"$@\"\n");
        lab.OnHub("chmod", "700", path);
        return path;
    }
}

/// <summary>System time that a test advances as if the process was suspended. Running timers then fire.</summary>
internal sealed class SuspendedClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Waiting> _timers = [];
    private long _suspended;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Volatile.Read(ref _suspended);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waiting timer = new(System.CreateTimer(callback, state, dueTime, period), dueTime);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    public void Suspend(TimeSpan time)
    {
        Waiting[] timers;
        lock (_gate)
        {
            timers = [.. _timers];
            _timers.Clear();
        }

        Interlocked.Add(ref _suspended, time.Ticks);
        foreach (Waiting timer in timers)
        {
            timer.End(time);
        }
    }

    private sealed class Waiting(ITimer timer, TimeSpan dueTime) : ITimer
    {
        private TimeSpan _dueTime = dueTime;

        public void End(TimeSpan passed)
        {
            if (_dueTime >= TimeSpan.Zero && _dueTime <= passed)
            {
                timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _dueTime = dueTime;
            return timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            _dueTime = Timeout.InfiniteTimeSpan;
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            _dueTime = Timeout.InfiniteTimeSpan;
            return timer.DisposeAsync();
        }
    }
}

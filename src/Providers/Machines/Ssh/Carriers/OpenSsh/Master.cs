using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;

namespace Scalewright.Providers.Ssh.Carriers.OpenSsh;

/// <summary>The client process that has logged in to a machine. All sessions share its connection.</summary>
[SuppressMessage(
    "Usage",
    "CA2213",
    Justification = "The process is followed to its end, and who waits for the other may still look at it."
)]
[SupportedOSPlatform("linux")]
internal sealed class Master : ISshLogin
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(5);

    // A login starts several programs and requires several requests, a session starts only one program. The factor 3
    // allows for increasing load on the machine.
    private const int LoginTimeoutFactor = 3;

    private readonly Process _process;
    private readonly string _control;
    private readonly NodeAddress _address;
    private readonly SshClientOptions _options;
    private readonly JumpChain _jumps;
    private readonly CancellationTokenSource _ended = new();

    private Master(Process process, string control, NodeAddress address, SshClientOptions options, JumpChain jumps)
    {
        (_process, _control, _address, _options, _jumps) = (process, control, address, options, jumps);
        Id = process.Id;
        ResponseTimeout = options.SessionTimeout;
        Ended = FollowAsync();
    }

    /// <summary>Process ID.</summary>
    public int Id { get; }

    /// <inheritdoc/>
    public TimeSpan ResponseTimeout { get; private set; }

    /// <summary>Completes when the process has exited.</summary>
    public Task Ended { get; }

    public bool IsAlive => !Ended.IsCompleted && !_ended.IsCancellationRequested;

    /// <summary>Logs in.</summary>
    /// <exception cref="LoginException">The login failed.</exception>
    public static async Task<Master> StartAsync(
        SshClientOptions options,
        NodeAddress address,
        ControlSocketFolder folder,
        CancellationToken cancellationToken
    )
    {
        string control = folder.NextPath();
        if (address.HostKeys.Count > 0)
        {
            KnownHosts.Write(control + ".known", address);
        }

        using Askpass? askpass = options.Password is { } password ? new Askpass(control, password) : null;
        JumpChain jumps = new(options, control);
        jumps.Write();
        Process process = Start(options, address, control, askpass, jumps);
        Master master = new(process, control, address, options, jumps);
        try
        {
            await master.WaitUntilReadyAsync(cancellationToken);
            return master;
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    public Task<IRemoteSession> OpenSessionAsync(string command, TimeSpan timeout, CancellationToken cancellationToken) =>
        RequestAsync(token => MuxSession.OpenAsync(_control, command, token), timeout, cancellationToken);

    public async Task<int> OpenForwardAsync(ForwardRule rule, CancellationToken cancellationToken)
    {
        MuxMessage response = await RequestAsync(MuxMessage.From(MuxKind.OpenForward, rule), cancellationToken);
        if (response.ReadRefusal() is { } refusal)
        {
            throw new ForwardRefusedException(refusal);
        }

        _ = response.ReadNumber();
        return response.Kind == MuxKind.RemotePort ? (int)response.ReadNumber() : rule.Source.Port ?? 0;
    }

    public Task CloseForwardAsync(ForwardRule rule) => RequestAsync(MuxMessage.From(MuxKind.CloseForward, rule), CancellationToken.None);

    // PROTOCOL.mux: MUX_C_ALIVE_CHECK contains only the number of the request.
    public Task CheckAsync() => RequestAsync(new MuxMessage(MuxKind.AliveCheck).Add(1), CancellationToken.None);

    /// <summary>Ends the connection and everything over it, even if the process is stopped.</summary>
    public void Dispose()
    {
        if (!_ended.IsCancellationRequested)
        {
            _ended.Cancel();
            Kill();
        }

        foreach (string ending in new[] { "", ".log", ".known" })
        {
            File.Delete(_control + ending);
        }

        _jumps.Delete();
    }

    private void Kill()
    {
        try
        {
            if (!Ended.IsCompleted)
            {
                _process.Kill();
            }
        }
        catch (InvalidOperationException)
        {
            // The process has already exited.
        }
    }

    private static Process Start(SshClientOptions options, NodeAddress address, string control, Askpass? askpass, JumpChain jumps)
    {
        ProcessStartInfo start = new(
            Programs.Detacher,
            [.. Programs.DetacherArguments, options.ClientPath, .. MasterArguments.Create(options, address, control, jumps)]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (askpass is not null)
        {
            start.Environment["SSH_ASKPASS"] = askpass.Program;
            start.Environment["SSH_ASKPASS_REQUIRE"] = "force";
        }

        try
        {
            Process process = Process.Start(start)!;
            // The process writes its output to its log file.
            process.StandardInput.Dispose();
            process.StandardOutput.Dispose();
            process.StandardError.Dispose();
            return process;
        }
        catch (Win32Exception failure)
        {
            throw new LoginException(SshProblems.ClientMissing(options.ClientPath, ExceptionText.From(failure)), mayRetry: false);
        }
    }

    private async Task FollowAsync()
    {
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        long start = _options.Clock.GetTimestamp();
        while (!File.Exists(_control))
        {
            if (Ended.IsCompleted)
            {
                throw Fail();
            }

            if (_options.Clock.GetElapsedTime(start) > _options.ConnectTimeout)
            {
                Problem timeoutProblem = SshProblems.NotReached(
                    _address.ToString(),
                    string.Create(CultureInfo.InvariantCulture, $"no login within {_options.ConnectTimeout.TotalSeconds:0.###} s")
                );
                throw new LoginException(_jumps.Describe(_address.ToString())?.Problem ?? timeoutProblem, mayRetry: false);
            }

            await Task.Delay(PollPeriod, _options.Clock, cancellationToken);
        }

        TimeSpan grown = _options.Clock.GetElapsedTime(start) * LoginTimeoutFactor;
        ResponseTimeout = grown > _options.SessionTimeout ? grown : _options.SessionTimeout;
    }

    private LoginException Fail()
    {
        string where = _address.ToString();
        LoginProblem found = _jumps.Describe(where) ?? LoginFailure.Describe(where, LoginFailure.Read(_control + ".log"));
        return new LoginException(found.Problem, found.MayRetry);
    }

    /// <summary>Sends a message, and returns any kind of response.</summary>
    private Task<MuxMessage> RequestAsync(MuxMessage message, CancellationToken cancellationToken) =>
        RequestAsync(
            async token =>
            {
                using MuxClient client = await MuxClient.ConnectAsync(_control, token);
                await client.SendAsync(message, token);
                return await client.ReceiveAsync(token);
            },
            ResponseTimeout,
            cancellationToken
        );

    /// <summary>Sends a request with a timeout, because a stopped process would block its clients forever.</summary>
    private async Task<T> RequestAsync<T>(Func<CancellationToken, Task<T>> send, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        try
        {
            return await ResponseWaiter.RequestAsync(send, timeout, _options.Clock, ending.Token);
        }
        catch (SessionRefusedException)
        {
            throw;
        }
        catch (Exception failure) when (failure is IOException or SocketException or InvalidDataException)
        {
            throw new LinkDownException($"the connection to {_address} broke: {ExceptionText.From(failure)}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LinkDownException($"the connection to {_address} was ended");
        }
        catch (TimeoutException)
        {
            throw new LinkDownException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the connection to {_address} did not answer within {timeout.TotalSeconds:0.###} s"
                )
            );
        }
    }
}

/// <summary>
/// Passes a password to the client that logs in to the target, but not to the clients that it starts for jump hosts.
/// The file is readable only by its user, and removed after the login.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Askpass : IDisposable
{
    // Prompts for the passphrase of a key are rejected, because the passphrase is not this password.
    private const string Guard = "case $1 in 'Enter passphrase for '*) exit 1;; esac\n";

    private readonly string _secret;

    /// <param name="path">Prefix of the file names. It is also an argument of the client, by which the askpass program
    /// identifies it.</param>
    public Askpass(string path, SshPassword password)
    {
        Program = path + ".ask";
        _secret = path + ".key";
        PrivateFiles.Write(_secret, password.Text + "\n");
        PrivateFiles.Write(
            Program,
            $"#!/bin/sh\n{Guard}tr '\\0' '\\n' </proc/$PPID/cmdline | grep -qxF -e {ShellQuote.Quote(path)} || exit "
                + $"1\nexec cat {ShellQuote.Quote(_secret)}\n",
            isProgram: true
        );
    }

    /// <summary>Askpass program of the client.</summary>
    public string Program { get; }

    public void Dispose()
    {
        File.Delete(_secret);
        File.Delete(Program);
    }
}

/// <summary>Files and folders that only the user of this process can read.</summary>
[SupportedOSPlatform("linux")]
internal static class PrivateFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, string text, bool isProgram = false)
    {
        UnixFileMode mode = isProgram ? Owner | UnixFileMode.UserExecute : Owner;
        using FileStream file = new(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = mode,
            }
        );
        using StreamWriter writer = new(file);
        writer.Write(text);
    }

    public static void MakeFolder(string path) => Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
}

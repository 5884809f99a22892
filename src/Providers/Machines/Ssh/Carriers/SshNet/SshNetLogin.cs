using System.IO.Pipelines;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Scalewright.Providers.Ssh.Carriers.SshNet;

/// <summary>A connection of SSH.NET.</summary>
internal sealed class SshNetLogin : ISshLogin
{
    public const string OnlyPorts = "SSH.NET forwards ports only, no sockets";

    private readonly SshClient _client;
    private readonly ClientChain _chain;
    private readonly SshClientOptions _options;
    private readonly string _where;
    private readonly ConcurrentDictionary<ForwardRule, ForwardedPort> _forwards = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SshNetLogin(SshClient client, ClientChain chain, SshClientOptions options, string where, TimeSpan responseTimeout)
    {
        (_client, _chain, _options, _where) = (client, chain, options, where);
        ResponseTimeout = responseTimeout > options.SessionTimeout ? responseTimeout : options.SessionTimeout;
        client.ErrorOccurred += (_, _) => _ended.TrySetResult();
    }

    public TimeSpan ResponseTimeout { get; }

    public Task Ended => _ended.Task;

    public bool IsAlive => !Ended.IsCompleted && _client.IsConnected;

    public async Task<IRemoteSession> OpenSessionAsync(string command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        SshCommand session = Call(() => _client.CreateCommand(command));
        Task<Task> opening = Blocking.RunAsync(() => session.ExecuteAsync(CancellationToken.None), isLong: true);
        try
        {
            return new SshNetSession(session, await WaitAsync(opening, timeout, cancellationToken));
        }
        catch
        {
            Blocking.DisposeAfter(opening, session);
            throw;
        }
    }

    public async Task<int> OpenForwardAsync(ForwardRule rule, CancellationToken cancellationToken)
    {
        if (rule is not { Source.Port: { } port, Target.Port: { } target })
        {
            throw new ForwardRefusedException(OnlyPorts);
        }

        ForwardedPort forward = rule.IsRemote
            ? new ForwardedPortRemote(rule.Source.Host, (uint)port, rule.Target.Host, (uint)target)
            : new ForwardedPortLocal(rule.Source.Host, (uint)port, rule.Target.Host, (uint)target);
        try
        {
            Call(() => _client.AddForwardedPort(forward));
            await WaitAsync(Blocking.RunAsync(() => Start(forward), isLong: true), ResponseTimeout, cancellationToken);
            uint boundPort = forward is ForwardedPortRemote remote ? remote.BoundPort : (uint)port;
            _forwards[rule with { Source = rule.Source with { Port = (int)boundPort } }] = forward;
            return (int)boundPort;
        }
        catch
        {
            forward.Dispose();
            throw;
        }
    }

    public Task CloseForwardAsync(ForwardRule rule) =>
        _forwards.TryRemove(rule, out ForwardedPort? forward)
            ? WaitAsync(Blocking.RunAsync(() => Stop(forward), isLong: true), ResponseTimeout, CancellationToken.None)
            : Task.CompletedTask;

    public async Task CheckAsync()
    {
        try
        {
            // SSH.NET does not report responses to its keep-alive messages.
            using IRemoteSession session = await OpenSessionAsync("exit", ResponseTimeout, CancellationToken.None);
        }
        catch (SessionRefusedException)
        {
            // The server responded.
        }
    }

    public void Dispose()
    {
        _ended.TrySetResult();

        Blocking.DisposeAfter(Task.CompletedTask, _chain);
    }

    private static bool Start(ForwardedPort forward)
    {
        try
        {
            forward.Start();
            return true;
        }
        catch (Exception failure)
            when (failure is SocketException or SshException and not (SshConnectionException or SshOperationTimeoutException))
        {
            throw new ForwardRefusedException(TextEscaping.Escape(failure.Message));
        }
    }

    private static bool Stop(ForwardedPort forward)
    {
        forward.Dispose();
        return true;
    }

    private LinkDownException Broken(Exception failure) => new($"the connection to {_where} broke: {TextEscaping.Escape(failure.Message)}");

    private void Call(Action call) =>
        Call(() =>
        {
            call();
            return true;
        });

    private T Call<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception failure) when (failure is SshException or ObjectDisposedException or InvalidOperationException)
        {
            throw Broken(failure);
        }
    }

    private async Task<T> WaitAsync<T>(Task<T> work, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await ResponseWaiter.RequestAsync(token => work.OrCancelled(token), timeout, _options.Clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new LinkDownException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the connection to {_where} did not answer within {timeout.TotalSeconds:0.###} s"
                )
            );
        }
        catch (SshException failure) when (failure is not (SshConnectionException or SshOperationTimeoutException) && _client.IsConnected)
        {
            throw new SessionRefusedException(TextEscaping.Escape(failure.Message));
        }
        catch (Exception failure) when (failure is SshException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            throw Broken(failure);
        }
    }
}

/// <summary>A command of SSH.NET. Threads read its output, because SSH.NET does not read asynchronously.</summary>
[SuppressMessage("Usage", "CA2213", Justification = "The command disposes of its input.")]
internal sealed class SshNetSession : IRemoteSession
{
    private const int ThreadStackBytes = 256 * 1024;

    // A write ends when the server accepts it, and cannot be cancelled.
    private const int MaxWriteBytes = 64 * 1024;

    // OpenSSH reports this exit code for a command that was ended by a signal.
    private const int SignalExit = 255;

    private readonly SshCommand _command;
    private readonly Task _completion;
    private readonly Stream _input;
    private readonly PipeReader _output;
    private readonly PipeReader _error;

    public SshNetSession(SshCommand command, Task completion)
    {
        (_command, _completion) = (command, completion);
        _output = Pump(command.OutputStream);
        _error = Pump(command.ExtendedOutputStream);
        _input = OpenInput();
        Exit = ReadExitAsync();
    }

    public Task<int?> Exit { get; }

    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_completion.IsCompleted)
        {
            throw new LinkDownException("the session has ended");
        }

        int count = Math.Min(bytes.Length, MaxWriteBytes);
        try
        {
            return await Blocking.RunAsync(() => Write(bytes[..count]), isLong: false).OrCancelled(cancellationToken);
        }
        catch (Exception failure) when (failure is SshException or SocketException or ObjectDisposedException)
        {
            throw new LinkDownException(TextEscaping.Escape(failure.Message));
        }
    }

    public ValueTask<int> ReceiveOutputAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        ReceiveAsync(_output, buffer, cancellationToken);

    public ValueTask<int> ReceiveErrorAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        ReceiveAsync(_error, buffer, cancellationToken);

    public void EndInput()
    {
        try
        {
            _input.Dispose();
        }
        catch (SshException failure)
        {
            throw new LinkDownException(TextEscaping.Escape(failure.Message));
        }
    }

    public void Dispose() => Blocking.DisposeAfter(Task.CompletedTask, _command);

    private static async ValueTask<int> ReceiveAsync(PipeReader reader, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ReadResult result = await reader.ReadAsync(cancellationToken);
        int count = (int)Math.Min(result.Buffer.Length, buffer.Length);
        ReadOnlySequence<byte> bytes = result.Buffer.Slice(0, count);
        bytes.CopyTo(buffer.Span);
        reader.AdvanceTo(bytes.End);
        return count;
    }

    private static PipeReader Pump(Stream source)
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        Thread reader = new(
            () =>
            {
                using Stream target = pipe.Writer.AsStream();
                source.CopyTo(target);
            },
            ThreadStackBytes
        )
        {
            IsBackground = true,
            Name = "SSH output",
        };
        reader.Start();
        return pipe.Reader;
    }

    private int Write(ReadOnlyMemory<byte> bytes)
    {
        _input.Write(bytes.Span);
        return bytes.Length;
    }

    private Stream OpenInput()
    {
        try
        {
            return _command.CreateInputStream();
        }
        catch (InvalidOperationException)
        {
            // The command has already exited.
            return Stream.Null;
        }
    }

    private async Task<int?> ReadExitAsync()
    {
        try
        {
            await _completion;
            return _command.ExitStatus ?? (_command.ExitSignal is null ? null : SignalExit);
        }
        catch (Exception failure)
            when (failure is SshException or SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            return null;
        }
    }
}

using System.IO.Pipelines;
using Scalewright.Providers.Ssh.Carriers;

namespace Ssh.Tests;

/// <summary>Logs in to a server with a fault, and counts logins, sessions and commands.</summary>
internal sealed class CountingCarrier : ISshCarrier
{
    private readonly List<AgentSession> _agentSessions = [];
    private int _open;

    /// <summary>Agent that each program of a session connects to; null for sessions that run commands.</summary>
    public AgentHost? Agent { get; init; }

    /// <summary>Number of logins that are refused before the next succeeds.</summary>
    public int BusyCount { get; set; }

    public ServerFault Fault { get; set; }

    public int LoginCount { get; private set; }

    public int SessionCount { get; private set; }

    public int CommandCount { get; private set; }

    public void Reset() => (LoginCount, SessionCount, CommandCount) = (0, 0, 0);

    public Task<ISshLogin> LoginAsync(NodeAddress address, CancellationToken cancellationToken)
    {
        LoginCount++;
        if (BusyCount > 0)
        {
            BusyCount--;
            throw new LoginException(SshProblems.ServerBusy(address.ToString(), "too many logins"), mayRetry: true);
        }

        return Fault == ServerFault.NoLogin
            ? throw new LoginException(SshProblems.NotReached(address.ToString(), "nothing answers"), mayRetry: false)
            : Task.FromResult<ISshLogin>(new CountingLogin(this, isFirst: Fault == ServerFault.None));
    }

    /// <summary>Ends the sessions of the agent with their logins.</summary>
    public void Cut()
    {
        foreach (AgentSession session in _agentSessions)
        {
            session.Dispose();
        }
    }

    public string GetSocketPath() => throw new ForwardRefusedException("not used here");

    public void Dispose() { }

    private sealed class CountingLogin(CountingCarrier carrier, bool isFirst) : ISshLogin
    {
        public Task Ended => Task.Delay(Timeout.Infinite);

        public bool IsAlive { get; private set; } = true;

        public TimeSpan ResponseTimeout => TimeSpan.FromMilliseconds(carrier.Fault == ServerFault.LateSession ? 50 : 10_000);

        private ServerFault Fault => carrier.Fault == ServerFault.DeadFirstLogin && !isFirst ? ServerFault.None : carrier.Fault;

        public Task<IRemoteSession> OpenSessionAsync(string command, TimeSpan timeout, CancellationToken cancellationToken)
        {
            carrier.SessionCount++;
            bool isOpen = Fault switch
            {
                ServerFault.NoLogin or ServerFault.NoSession or ServerFault.DeadFirstLogin => false,
                ServerFault.EachThirdSessionDies => ++carrier._open % 3 == 0,
                _ => true,
            };
            if (isOpen && carrier.Agent is { } agent)
            {
                AgentSession session = new(agent, this);
                carrier._agentSessions.Add(session);
                return Task.FromResult<IRemoteSession>(session);
            }

            return isOpen
                ? Task.FromResult<IRemoteSession>(new CountingSession(this))
                : throw new LinkDownException("the connection broke before the session was opened");
        }

        public Task<int> OpenForwardAsync(ForwardRule rule, CancellationToken cancellationToken) =>
            throw new ForwardRefusedException("not used here");

        public Task CloseForwardAsync(ForwardRule rule) => Task.CompletedTask;

        public Task CheckAsync() => Task.CompletedTask;

        public void Dispose() => IsAlive = false;

        private sealed class CountingSession(CountingLogin login) : IRemoteSession
        {
            private readonly Pipe _output = new();
            private readonly Pipe _error = new();
            private string _secret = "";

            public Task<int?> Exit => Task.FromResult<int?>(null);

            public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
            {
                if (_secret.Length == 0)
                {
                    await OpenAsync(Encoding.ASCII.GetString(bytes.Span));
                }
                else if (login.Fault is not (ServerFault.None or ServerFault.LostCommand))
                {
                    throw new IOException("the connection broke");
                }
                else
                {
                    login.Carrier.CommandCount++;
                    await EndAsync();
                }

                return bytes.Length;
            }

            public ValueTask<int> ReceiveOutputAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
                _output.Reader.AsStream().ReadAsync(buffer, cancellationToken);

            public ValueTask<int> ReceiveErrorAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
                _error.Reader.AsStream().ReadAsync(buffer, cancellationToken);

            public void EndInput() { }

            public void Dispose()
            {
                _output.Writer.Complete();
                _error.Writer.Complete();
            }

            private async Task OpenAsync(string script)
            {
                _secret = script[2..script.IndexOf('\n', StringComparison.Ordinal)];
                if (login.Fault != ServerFault.LateSession)
                {
                    await WriteAsync(_output, "h boot");
                }
            }

            private async Task EndAsync()
            {
                if (login.Fault == ServerFault.LostCommand)
                {
                    Dispose();
                    return;
                }

                await WriteAsync(_output, "e 0 0");
                await WriteAsync(_error, "e");
            }

            private async Task WriteAsync(Pipe pipe, string record) =>
                await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes($"\0{_secret} {record}\n"));
        }

        private CountingCarrier Carrier => carrier;
    }
}

internal enum ServerFault
{
    None,

    /// <summary>No login succeeds.</summary>
    NoLogin,

    /// <summary>Logins succeed, but no session opens.</summary>
    NoSession,

    /// <summary>Sessions open, but no shell answers in time.</summary>
    LateSession,

    /// <summary>Sessions open and break before a command was sent.</summary>
    DeadSession,

    /// <summary>Each third session opens, and breaks before a command was sent.</summary>
    EachThirdSessionDies,

    /// <summary>The connection breaks after a command was sent.</summary>
    LostCommand,

    /// <summary>The login that exists is dead, and further logins are not.</summary>
    DeadFirstLogin,
}

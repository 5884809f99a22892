using Renci.SshNet;
using Renci.SshNet.Common;

namespace Scalewright.Providers.Ssh.Carriers.SshNet;

/// <summary>Logs in by SSH.NET, within this process. Each login and each stream of a session has a thread.</summary>
internal sealed class SshNetCarrier(SshClientOptions options) : ISshCarrier
{
    // A login requires several responses, a session only one. The factor 3 allows for increasing load on the machine.
    private const int LoginTimeoutFactor = 3;

    public async Task<ISshLogin> LoginAsync(NodeAddress address, CancellationToken cancellationToken)
    {
        long start = options.Clock.GetTimestamp();
        string where = address.ToString();
        ClientChain chain = new(options, where);

        Task<SshClient> login = Blocking.RunAsync(() => chain.Connect(address), isLong: true);
        try
        {
            SshClient client = await ResponseWaiter.RequestAsync(
                token => login.OrCancelled(token),
                options.ConnectTimeout,
                options.Clock,
                cancellationToken
            );
            TimeSpan grown = options.Clock.GetElapsedTime(start) * LoginTimeoutFactor;
            return new SshNetLogin(client, chain, options, where, grown);
        }
        catch (Exception failure)
        {
            Blocking.DisposeAfter(login, chain);
            if (failure is TimeoutException)
            {
                throw new LoginException(chain.NotReached(options.ConnectTimeout), mayRetry: false);
            }

            throw;
        }
    }

    public string GetSocketPath() => throw new ForwardRefusedException(SshNetLogin.OnlyPorts);

    public void Dispose()
    {
        // Each login has its own connection.
    }
}

/// <summary>Runs calls of SSH.NET, which block, on threads of their own.</summary>
internal static class Blocking
{
    /// <param name="isLong">True if the call waits for another machine, and gets a thread outside of the pool.</param>
    public static Task<T> RunAsync<T>(Func<T> call, bool isLong) =>
        Task.Factory.StartNew(
            call,
            CancellationToken.None,
            isLong ? TaskCreationOptions.LongRunning : TaskCreationOptions.None,
            TaskScheduler.Default
        );

    /// <summary>Disposes of something that may wait for another machine, after a call has completed.</summary>
    public static void DisposeAfter(Task call, IDisposable disposable) =>
        _ = call.ContinueWith(
            static (_, disposable) => ((IDisposable)disposable!).Dispose(),
            disposable,
            CancellationToken.None,
            TaskContinuationOptions.LongRunning,
            TaskScheduler.Default
        );
}

/// <summary>Clients of one login: those of the jump hosts, then that of the target.</summary>
internal sealed class ClientChain(SshClientOptions options, string where) : IDisposable
{
    private const string Loopback = "127.0.0.1";

    private readonly Stack<IDisposable> _opened = new();
    private readonly Lock _gate = new();
    private string _where = where;
    private bool _isDisposed;

    /// <summary>Logs in to the jump hosts and to the target.</summary>
    /// <exception cref="LoginException">A login failed.</exception>
    public SshClient Connect(NodeAddress address)
    {
        string target = _where;
        NodeAddress[] hops = [.. options.JumpHosts.Select(AddressRules.ParseJump), address];
        (string Host, int Port) end = EndOf(hops[0]);
        for (int index = 0; ; index++)
        {
            bool isTarget = index == hops.Length - 1;
            _where = isTarget ? target : $"{options.JumpHosts[index]} on the way to {target}";
            string jump = index > 0 ? options.JumpHosts[index - 1] : "";
            SshClient client = Connect(hops[index], end, isTarget ? options.Password : null, jump);
            if (isTarget)
            {
                return client;
            }

            end = Forward(client, EndOf(hops[index + 1]));
        }
    }

    /// <summary>Problem of a login without a response.</summary>
    public Problem NotReached(TimeSpan timeout) =>
        SshProblems.NotReached(_where, string.Create(CultureInfo.InvariantCulture, $"no login within {timeout.TotalSeconds:0.###} s"));

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            while (_opened.TryPop(out IDisposable? opened))
            {
                opened.Dispose();
            }
        }
    }

    private static (string Host, int Port) EndOf(NodeAddress address) =>
        (address.Host, address.Port > 0 ? address.Port : AddressRules.UsualPort);

    private SshClient Connect(NodeAddress hop, (string Host, int Port) end, SshPassword? password, string jump)
    {
        HostKeys keys = new(options, hop);
        Credentials credentials = Opened(new Credentials(options, hop, password, _where));
        ConnectionInfo info = new(end.Host, end.Port, credentials.User, credentials.Methods)
        {
            Timeout = options.ConnectTimeout,
            RetryAttempts = 1,
            MaxSessions = int.MaxValue,
        };
        Algorithms.Restrict(info, keys);
        SshClient client = Opened(new SshClient(info) { KeepAliveInterval = options.KeepAliveInterval });
        client.HostKeyReceived += (_, offered) => offered.CanTrust = keys.IsTrusted(_where, offered);
        try
        {
            client.Connect();
        }
        catch (Exception failure)
            when (failure
                    is SshException
                        or SocketException
                        or IOException
                        or ObjectDisposedException
                        or ProxyException
                        or InvalidOperationException
            )
        {
            LoginProblem found = keys.Refusal is { } refusal
                ? new LoginProblem(refusal)
                : SshNetFailure.Describe(_where, failure, credentials.KeyTypes, jump);
            throw new LoginException(found.Problem, found.MayRetry);
        }

        // From here on, each caller has its own timeout: a command may leave its input unread for as long as it likes.
        info.Timeout = Timeout.InfiniteTimeSpan;
        return client;
    }

    private (string Host, int Port) Forward(SshClient client, (string Host, int Port) next)
    {
        ForwardedPortLocal forward = Opened(new ForwardedPortLocal(Loopback, 0, next.Host, (uint)next.Port));
        client.AddForwardedPort(forward);
        forward.Start();
        return (Loopback, (int)forward.BoundPort);
    }

    private T Opened<T>(T opened)
        where T : IDisposable
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                opened.Dispose();
                throw new LoginException(SshProblems.NotReached(_where, "the login was cancelled"), mayRetry: false);
            }

            _opened.Push(opened);
            return opened;
        }
    }
}

/// <summary>Removes algorithms that are no longer considered secure, and puts those of known host keys first.</summary>
internal static class Algorithms
{
    // https://www.openssh.com/legacy.html: what OpenSSH no longer offers by default, or only for old servers.
    private static readonly string[] Weak = ["-sha1", "-cbc", "hmac-md5", "ssh-dss"];

    public static void Restrict(ConnectionInfo info, HostKeys keys)
    {
        Remove(info.KeyExchangeAlgorithms, IsWeak);
        Remove(info.Encryptions, IsWeak);
        Remove(info.HmacAlgorithms, IsWeak);
        Remove(info.HostKeyAlgorithms, name => IsWeak(name) || IsRsaWithSha1(name) || (IsCertificate(name) && !keys.HasAuthority));

        int position = info.HostKeyAlgorithms.Keys.Count(IsCertificate);
        foreach (string algorithm in info.HostKeyAlgorithms.Keys.Where(keys.IsKnownType).ToArray())
        {
            info.HostKeyAlgorithms.SetPosition(algorithm, position++);
        }
    }

    private static void Remove<T>(IOrderedDictionary<string, T> algorithms, Func<string, bool> isRemoved)
    {
        foreach (string name in algorithms.Keys.Where(isRemoved).ToArray())
        {
            algorithms.Remove(name);
        }
    }

    private static bool IsWeak(string name) => Weak.Any(weak => name.Contains(weak, StringComparison.Ordinal));

    private static bool IsRsaWithSha1(string name) => name is "ssh-rsa" or "ssh-rsa-cert-v01@openssh.com";

    private static bool IsCertificate(string name) => name.Contains("-cert-", StringComparison.Ordinal);
}

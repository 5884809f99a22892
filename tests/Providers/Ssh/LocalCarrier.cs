using Scalewright.Providers.Ssh.Carriers;

namespace Ssh.Tests;

/// <summary>Logs in to this machine: sessions are local shells. After a cut, nothing arrives and nothing fails.</summary>
internal sealed class LocalCarrier : ISshCarrier, ISshLogin
{
    private volatile bool _isCut;

    public Task Ended => Task.Delay(Timeout.Infinite);

    public bool IsAlive => true;

    public TimeSpan ResponseTimeout => TimeSpan.FromSeconds(10);

    public void Cut() => _isCut = true;

    public async Task<ISshLogin> LoginAsync(NodeAddress address, CancellationToken cancellationToken)
    {
        await WaitIfCutAsync(cancellationToken);
        return this;
    }

    public async Task<IRemoteSession> OpenSessionAsync(string command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await WaitIfCutAsync(cancellationToken);
        return new LocalSession(this, command);
    }

    public string GetSocketPath() => throw new ForwardRefusedException("not used here");

    public Task<int> OpenForwardAsync(ForwardRule rule, CancellationToken cancellationToken) =>
        throw new ForwardRefusedException("not used here");

    public Task CloseForwardAsync(ForwardRule rule) => Task.CompletedTask;

    public Task CheckAsync() => Task.CompletedTask;

    public void Dispose() { }

    private Task WaitIfCutAsync(CancellationToken cancellationToken) =>
        _isCut ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;

    [SuppressMessage("Usage", "CA2213", Justification = "Its exit code is read after it has been ended.")]
    private sealed class LocalSession : IRemoteSession
    {
        private readonly LocalCarrier _carrier;
        private readonly Process _shell;

        public LocalSession(LocalCarrier carrier, string command)
        {
            _carrier = carrier;
            _shell = Process.Start(
                new ProcessStartInfo("sh", ["-c", command])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            )!;
            Exit = ExitAsync();
        }

        public Task<int?> Exit { get; }

        public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            if (!_carrier._isCut)
            {
                await _shell.StandardInput.BaseStream.WriteAsync(bytes, cancellationToken);
                await _shell.StandardInput.BaseStream.FlushAsync(cancellationToken);
            }

            return bytes.Length;
        }

        public ValueTask<int> ReceiveOutputAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            ReceiveAsync(_shell.StandardOutput.BaseStream, buffer, cancellationToken);

        public ValueTask<int> ReceiveErrorAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            ReceiveAsync(_shell.StandardError.BaseStream, buffer, cancellationToken);

        public void EndInput() => _shell.StandardInput.Close();

        public void Dispose() => _shell.Kill(entireProcessTree: true);

        private async ValueTask<int> ReceiveAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            int count = await stream.ReadAsync(buffer, cancellationToken);
            await _carrier.WaitIfCutAsync(cancellationToken);
            return count;
        }

        private async Task<int?> ExitAsync()
        {
            await _shell.WaitForExitAsync();
            await _carrier.WaitIfCutAsync(CancellationToken.None);
            return _shell.ExitCode;
        }
    }
}

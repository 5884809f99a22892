using ProviderContracts;

namespace Tests.Shared;

/// <param name="changes">Returns whether a request changes something. May read the body.</param>
public sealed class RecordingHandler(Func<HttpRequestMessage, Task<bool>> changes)
    : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
{
    private readonly Func<HttpRequestMessage, Task<bool>> _changes = changes;
    private int _changeCount;

    /// <param name="isQuestion">Returns whether a request other than GET and HEAD changes nothing.</param>
    public RecordingHandler(Func<HttpRequestMessage, bool> isQuestion)
        : this(request => Task.FromResult(request.Method != HttpMethod.Get && request.Method != HttpMethod.Head && !isQuestion(request)))
    { }

    public int ChangeCount => Volatile.Read(ref _changeCount);

    /// <summary>Handler of a program that is killed at one of its changes.</summary>
    public HttpMessageHandler For(KillPoint kill) => new KilledHandler(this, _changes, kill);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (await _changes(request))
        {
            Interlocked.Increment(ref _changeCount);
        }

        return await base.SendAsync(request, cancellationToken);
    }

    private sealed class KilledHandler(HttpMessageHandler recorder, Func<HttpRequestMessage, Task<bool>> changes, KillPoint kill)
        : DelegatingHandler(recorder)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            await kill.CallAsync(await changes(request), () => base.SendAsync(request, cancellationToken));
    }
}

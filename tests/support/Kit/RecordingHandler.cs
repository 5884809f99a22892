namespace Tests.Shared;

/// <param name="changes">Returns whether a request changes something. May read the body.</param>
public sealed class RecordingHandler(Func<HttpRequestMessage, Task<bool>> changes)
    : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
{
    private int _changeCount;

    /// <param name="isQuestion">Returns whether a request other than GET and HEAD changes nothing.</param>
    public RecordingHandler(Func<HttpRequestMessage, bool> isQuestion)
        : this(request => Task.FromResult(request.Method != HttpMethod.Get && request.Method != HttpMethod.Head && !isQuestion(request)))
    {
    }

    public int ChangeCount => Volatile.Read(ref _changeCount);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (await changes(request))
        {
            Interlocked.Increment(ref _changeCount);
        }

        return await base.SendAsync(request, cancellationToken);
    }
}

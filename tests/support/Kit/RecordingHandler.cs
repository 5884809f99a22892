namespace Tests.Shared;

/// <summary>Counts the requests that change something, and passes all on.</summary>
/// <param name="changes">Tells whether a request changes something; its body may be read.</param>
public sealed class RecordingHandler(Func<HttpRequestMessage, Task<bool>> changes)
    : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
{
    private int _changeCount;

    /// <param name="isQuestion">Tells of a request that is neither GET nor HEAD whether it changes nothing all the same.</param>
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

using System.Net;
using Scalewright.Providers.Simulation.Kernel;

namespace Storage.Protocol.Tests;

/// <summary>A manager that can be made to misbehave; notes when it was asked for messages.</summary>
internal sealed class UnreliableManager(HttpMessageHandler manager, SimulationKernel kernel) : DelegatingHandler(manager)
{
    public string Fault { get; set; } = "";

    /// <summary>When it was asked for messages while it misbehaved, in seconds.</summary>
    public List<double> Asked { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Fault.Length > 0 && request.Method == HttpMethod.Get)
        {
            Asked.Add(kernel.Elapsed.TotalSeconds);
        }

        switch (Fault)
        {
            case "":
                return await base.SendAsync(request, cancellationToken);
            case "hangs":
                await Task.Delay(TimeSpan.FromDays(1), kernel.Clock, cancellationToken);
                return Answer(HttpStatusCode.OK, "");
            case "drops":
                throw new HttpRequestException("Connection reset by peer");
            case "drops after the work":
                (await base.SendAsync(request, cancellationToken)).Dispose();
                throw new HttpRequestException("The response ended prematurely.");
            case "redirects":
                HttpResponseMessage redirect = Answer(HttpStatusCode.Found, "");
                redirect.Headers.Location = new Uri("http://elsewhere.example/");
                return redirect;
            case "fails":
                return Answer(HttpStatusCode.InternalServerError, "<h1>Internal Server Error</h1>");
            case "never ends":
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new EndlessStream()) };
            default:
                return Answer(HttpStatusCode.OK, Fault);
        }
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body) };

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => 0; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => count;

        // At once: the default asks a thread of the pool, which virtual time does not wait for.
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(buffer.Length);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

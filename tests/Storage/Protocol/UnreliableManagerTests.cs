namespace Storage.Protocol.Tests;

public class UnreliableManagerTests
{
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("<html>Welcome</html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"messages":{}}""")]
    [InlineData("""{"messages":[{"type":"SESSION_CREATE_RESPONSE"}]}""")]
    [InlineData("""{"messages":[{"type":"DATA","plugin":5,"session_id":[],"body":null}]}""")]
    [InlineData(
        """{"messages":[{"type":"NEWS","plugin":"linux","session_id":"x","session_seq":null,"body":null,"fqdn":"test000.localdomain"}]}"""
    )]
    [InlineData("fails")]
    [InlineData("redirects")]
    [InlineData("drops")]
    [InlineData("never ends")]
    public void An_agent_polls_again_ten_seconds_after_an_invalid_or_failed_response(string fault)
    {
        List<double> asked = Suffer(fault, seconds: 45);

        asked.Count.ShouldBeInRange(4, 5);
        asked.Zip(asked.Skip(1), (first, second) => second - first).ShouldAllBe(gap => Math.Abs(gap - 10) < 0.001);
    }

    [Fact]
    public void A_manager_that_immediately_returns_empty_responses_is_polled_once_per_second()
    {
        List<double> asked = Suffer("""{"messages":[]}""", seconds: 45);

        asked.Count.ShouldBeInRange(44, 47);
        asked.Zip(asked.Skip(1), (first, second) => second - first).ShouldAllBe(gap => gap > 0.999);
    }

    [Fact]
    public void An_agent_recovers_from_responses_that_are_lost_after_the_request_was_processed() =>
        Suffer("drops after the work", seconds: 45).Count.ShouldBeGreaterThan(2);

    [Fact]
    public void An_agent_times_out_after_sixty_seconds_if_the_manager_hangs()
    {
        List<double> asked = Suffer("hangs", seconds: 200);

        asked.Zip(asked.Skip(1), (first, second) => second - first).ShouldAllBe(gap => Math.Abs(gap - 70) < 0.001);
        asked.Count.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("<html>Welcome</html>", "agent-call-failed")]
    [InlineData("drops", "connection-lost")]
    [InlineData("hangs", "timed-out")]
    [InlineData("redirects", "agent-mismatch")]
    [InlineData("fails", "agent-call-failed")]
    [InlineData("never ends", "connection-lost")]
    public void A_failed_registration_reports_the_reason_and_the_address_of_the_manager(string fault, string code)
    {
        UnreliableManager? manager = null;
        Scene.Run(
            async scene =>
            {
                manager!.Fault = fault;

                StorageException refusal = await RefusalAsync(scene);

                (refusal.Code.Name, refusal.Problems[0].Field).ShouldBe((code, "http://localhost:8000/"));
            },
            wrap: (inner, kernel) => manager = new UnreliableManager(inner, kernel)
        );
    }

    // An await in the assertion library would leave the loop of the simulation.
    private static async Task<StorageException> RefusalAsync(Scene scene)
    {
        try
        {
            await scene.Register("test000", "SECRET");
            throw new InvalidOperationException("the server was registered");
        }
        catch (StorageException refusal)
        {
            return refusal;
        }
    }

    // The fault affects an agent with two sessions for a while. Afterwards, both sessions must be established again.
    private static List<double> Suffer(string fault, double seconds)
    {
        UnreliableManager? manager = null;
        Scene.Run(
            async scene =>
            {
                FixedPlugin plugin = new("linux", "{}", "{}");
                EchoActions actions = new();
                StorageAgent agent = await scene.Join("test000", [plugin], actions);
                await scene.Pass(15);
                (plugin.FullCount, agent.SessionCount).ShouldBe((1, 2));

                manager!.Fault = fault;
                scene.Manager.EndSession("test000.localdomain", "linux");
                await scene.Pass(seconds);
                plugin.FullCount.ShouldBe(1);
                manager.Fault = "";
                await scene.Pass(160);

                plugin.FullCount.ShouldBeGreaterThan(1);
                agent.SessionCount.ShouldBe(2);
                scene.Manager.GetCounts().ShouldBe((1, 1, 2));
                await scene.Manager.RunActionAsync("test000.localdomain", "start_lnet", JsonElement.Parse("{}"));
                actions.Asked.ShouldBe(["start_lnet"]);
            },
            wrap: (inner, kernel) => manager = new UnreliableManager(inner, kernel)
        );
        return manager!.Asked;
    }
}

internal sealed class UnreliableManager(HttpMessageHandler manager, SimulationKernel kernel) : DelegatingHandler(manager)
{
    public string Fault { get; set; } = "";

    /// <summary>Times in seconds of polls for messages while the manager misbehaved.</summary>
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

        public override long Position
        {
            get => 0;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => count;

        // Completes synchronously, because virtual time does not wait for the thread pool of the default.
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(buffer.Length);

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

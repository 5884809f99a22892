using System.Runtime.CompilerServices;
using Scalewright.Providers.Simulation.Kernel;
using Sdk.Tests.Agents;

namespace Services.Tests;

[SuppressMessage("Design", "CA1001", Justification = "The agent has what answers.")]
public sealed class ServiceTests
{
    private readonly SimulationKernel _kernel = new(new KernelOptions { IsTraceHashEnabled = true });
    private readonly SimulatedNetwork _network;
    private readonly SimulatedNode _node;
    private Trial _trial = null!;

    public ServiceTests()
    {
        _network = new SimulatedNetwork(_kernel);
        _node = new SimulatedNode(_kernel, _network, "n1")
        {
            Services = ServiceSet.Empty.Add<ITrial>(context => _trial = new Trial(context)),
        };
        _node.Start("boot-1", null);
    }

    [Fact]
    public void A_call_returns_the_result_of_the_service_on_the_node() =>
        Run(async trial => (await trial.GreetAsync("ann", 2, default)).ShouldBe("hello ann, hello ann, from n1"));

    [Fact]
    public void Arguments_and_results_of_all_kinds_survive_a_round_trip() =>
        Run(async trial =>
        {
            Parcel parcel = new("größe \"1\"\n", null, [new Parcel("small", -3, [])])
            {
                Sizes = new Dictionary<string, double>
                {
                    ["x"] = double.NaN,
                    ["y"] = double.NegativeInfinity,
                    ["z"] = 0.1,
                }.ToValueMap(),
                Urgency = (Urgency)7,
                At = new DateTimeOffset(2026, 2, 3, 4, 5, 6, 7, TimeSpan.FromHours(-5)),
                Age = TimeSpan.FromTicks(-1),
                Id = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"),
                Link = new Uri("http://192.0.2.1/a?b=c"),
                Price = 79228162514264337593543950335m,
                Shelf = 'ß',
                Counts = new Dictionary<string, long[]>(StringComparer.Ordinal) { ["a"] = [long.MinValue, long.MaxValue], [""] = [] },
                Point = new Point(float.Epsilon, ulong.MaxValue),
            };

            Parcel echo = await trial.EchoAsync(parcel, default);

            (echo with { Counts = null }).ShouldBe(parcel with { Counts = null });
            echo.Counts!["a"].ShouldBe([long.MinValue, long.MaxValue]);
        });

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(0), InlineData(1), InlineData(400_000), InlineData(3_000_000)]
    public void Byte_arrays_of_any_length_are_transferred_in_both_directions(int count) =>
        Run(async trial =>
        {
            byte[] bytes = new byte[count];
            new Random(count).NextBytes(bytes);

            (await trial.TurnAsync(bytes, default)).ShouldBe(bytes.Reverse());
        });

    [Fact]
    public void A_service_exception_is_reported_with_its_type_message_and_stack_trace() =>
        Run(async trial =>
        {
            AgentException failure = await Thrown.ByAsync<AgentException>(() => trial.FailAsync("a reason", default));

            (failure.Code, failure.IsOutcomeUnknown).ShouldBe((ProblemCode.AgentCallFailed, false));
            (failure.RemoteError!.ExceptionType, failure.RemoteError.Message).ShouldBe(("System.InvalidOperationException", "a reason"));
            failure.RemoteError.StackTrace.ShouldContain("Trial.FailAsync");
            failure.Problems[0].Message.ShouldBe("'examples.trial.fail' failed with System.InvalidOperationException: a reason");
        });

    [Fact]
    public void A_declared_exception_is_rethrown_with_its_own_type() =>
        Run(async trial =>
        {
            QuotaException failure = await Thrown.ByAsync<QuotaException>(() => trial.FailAsync("quota", default));

            (failure.Message, failure.Limit, failure.Owner).ShouldBe(("too much", 5, "ann"));
            failure.InnerException.ShouldBeOfType<AgentException>().RemoteError!.StackTrace.ShouldContain("Trial.FailAsync");
        });

    [Fact]
    public void A_call_that_times_out_ends_on_both_sides() =>
        Run(async trial =>
        {
            DateTimeOffset start = _kernel.Clock.GetUtcNow();

            AgentException failure = await Thrown.ByAsync<AgentException>(() => trial.WaitAsync(TimeSpan.FromHours(1), default));

            (failure.Code, failure.IsOutcomeUnknown).ShouldBe((ProblemCode.TimedOut, true));
            failure.Problems[0].Message.ShouldBe("no response to 'examples.trial.wait' within 2 s");
            (_kernel.Clock.GetUtcNow() - start).ShouldBe(TimeSpan.FromSeconds(2));
            await Task.Delay(TimeSpan.FromSeconds(1), _kernel.Clock);
            _trial.Ended.ShouldBe(["wait"]);
        });

    [Fact]
    public void A_canceled_call_is_canceled_on_the_node_too() =>
        Run(async trial =>
        {
            using CancellationTokenSource ending = new(TimeSpan.FromSeconds(1), _kernel.Clock);

            await Thrown.ByAsync<OperationCanceledException>(() => trial.WaitAsync(TimeSpan.FromHours(1), ending.Token));

            await Task.Delay(TimeSpan.FromSeconds(0.5), _kernel.Clock);
            _trial.Ended.ShouldBe(["wait"]);
        });

    [Fact]
    public void Disposing_a_proxy_cancels_only_its_own_calls() =>
        Run(
            async (trial, connection) =>
            {
                ITrial other = ITrialOf(connection);
                Task waiting = trial.WaitAsync(TimeSpan.FromHours(1), default);
                Task slower = other.WaitAsync(TimeSpan.FromSeconds(1), default);
                await Task.Delay(TimeSpan.FromSeconds(0.5), _kernel.Clock);

                await trial.DisposeAsync();

                await Thrown.ByAsync<OperationCanceledException>(() => waiting);
                await slower;
                await Thrown.ByAsync<ObjectDisposedException>(() => trial.CountAsync(default));
            }
        );

    [Fact]
    public void A_call_interrupted_by_a_connection_reset_runs_once_and_completes() =>
        Run(async trial =>
        {
            Task waiting = trial.WaitAsync(TimeSpan.FromSeconds(1.5), default);
            await Task.Delay(TimeSpan.FromSeconds(0.2), _kernel.Clock);

            _network.Reset(SimulatedNode.Controller, "n1");
            await waiting;

            _trial.Calls.ShouldBe(1);
        });

    [Fact]
    public void Stream_items_are_delivered_as_they_are_produced() =>
        Run(async trial =>
        {
            DateTimeOffset start = _kernel.Clock.GetUtcNow();
            List<int> numbers = [];

            await foreach (int number in trial.CountToAsync(250, default))
            {
                numbers.Add(number);
                if (number == 100)
                {
                    (_kernel.Clock.GetUtcNow() - start).ShouldBeLessThan(TimeSpan.FromSeconds(1));
                }
            }

            numbers.ShouldBe(Enumerable.Range(1, 250));
            (_kernel.Clock.GetUtcNow() - start).ShouldBeGreaterThan(TimeSpan.FromSeconds(2));
        });

    [Fact]
    public void An_abandoned_stream_is_stopped_on_the_node() =>
        Run(async trial =>
        {
            await foreach (int number in trial.CountToAsync(1_000_000, default))
            {
                if (number == 10)
                {
                    break;
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(5), _kernel.Clock);
            _trial.Ended.ShouldBe(["count"]);
        });

    [Fact]
    public void A_slow_reader_applies_backpressure_to_a_stream() =>
        Run(async trial =>
        {
            await using IAsyncEnumerator<string> words = trial
                .ShoutAsync(new string('!', 1000), RepeatAsync("x", 100_000), default)
                .GetAsyncEnumerator();

            (await words.MoveNextAsync()).ShouldBeTrue();
            await Task.Delay(TimeSpan.FromMinutes(10), _kernel.Clock);

            _sent.ShouldBeLessThan(40_000, "a window of 256 KiB there and one back hold no more");
        });

    [Fact]
    public void A_slow_reader_does_not_time_out_a_stream() =>
        Run(async trial =>
        {
            List<string> heard = [];

            await foreach (string word in trial.ShoutAsync("!", SlowWordsAsync(), default))
            {
                heard.Add(word);

                if (heard.Count == 1)
                {
                    await Task.Delay(TimeSpan.FromMinutes(3), _kernel.Clock);
                }
            }

            heard.ShouldBe(["A!", "B!", "C!"], "no time passes for a call that waits for its caller, and that is longer than 30 s here");
        });

    [Fact]
    public void A_stream_canceled_while_its_arguments_are_sent_is_stopped_on_the_node()
    {
        _node.CallsMax = 1;
        _node.Start("boot-2", null);
        Run(async trial =>
        {
            _network.SetLink(
                SimulatedNode.Controller,
                "n1",
                new LinkModel { Latency = DurationModel.Fixed(TimeSpan.FromMilliseconds(100)) }
            );
            using CancellationTokenSource ending = new(TimeSpan.FromMilliseconds(50), _kernel.Clock);

            await Thrown.ByAsync<OperationCanceledException>(async () =>
            {
                await foreach (string word in trial.ShoutAsync(new string('!', 600_000), WordsAsync(() => 0), ending.Token))
                {
                    word.ShouldBeNull("more than fits into a window was to be sent first");
                }
            });

            await Task.Delay(TimeSpan.FromSeconds(1), _kernel.Clock);
            await trial.CountAsync(default);
            _trial.Calls.ShouldBe(1);
        });
    }

    [Fact]
    public void A_node_consumes_a_stream_of_the_caller() =>
        Run(async trial => (await trial.SumAsync(NumbersAsync(10_000), default)).ShouldBe(50_005_000));

    [Fact]
    public void A_call_completes_without_reading_all_of_an_endless_caller_stream() =>
        Run(async trial =>
        {
            (await trial.SumAsync(EndlessAsync(), default)).ShouldBe(-1);
        });

    [Fact]
    public void Request_and_response_streams_run_concurrently() =>
        Run(async trial =>
        {
            List<string> heard = [];
            await foreach (string word in trial.ShoutAsync("!", WordsAsync(() => heard.Count), default))
            {
                heard.Add(word);
            }

            heard.ShouldBe(["W0!", "W1!", "W2!"], "each word is sent when the one before has come back");
        });

    [Fact]
    public void An_exception_of_the_caller_stream_is_thrown_to_the_caller() =>
        Run(async trial =>
        {
            FormatException own = await Thrown.ByAsync<FormatException>(() => trial.SumAsync(BrokenAsync(), default));

            own.Message.ShouldBe("own");
        });

    [Fact]
    public void A_caller_stream_that_ignores_cancellation_delays_its_call_by_at_most_ten_seconds() =>
        Run(async trial =>
        {
            TimeSpan start = _kernel.Elapsed;

            AgentException late = await Thrown.ByAsync<AgentException>(() => trial.SumAsync(DeafAsync(), default));

            late.Code.ShouldBe(ProblemCode.TimedOut);
            (_kernel.Elapsed - start).ShouldBe(TimeSpan.FromSeconds(30 + 10));
        });

    [Fact]
    public void An_invalid_stream_item_is_reported_with_the_name_of_the_method() =>
        Run(
            async (_, connection) =>
            {
                ServiceRequest sum = new(new ServiceMethod("examples.trial", "", "sum"), "[]"u8.ToArray())
                {
                    RequestStream = LinesAsync("\"one\"\n"),
                };

                AgentException failed = await Thrown.ByAsync<AgentException>(() => connection.CallAsync(sum));

                failed.Problems[0].Message.ShouldStartWith("'examples.trial.sum' failed with System.Text.Json.JsonException: ");
            }
        );

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_result_larger_than_64_MiB_is_rejected() =>
        Run(async trial =>
        {
            const int Mebibyte = 1024 * 1024;
            string name = new('x', Mebibyte);

            (await trial.GreetAsync(name, 63, default)).Length.ShouldBe((63 * (Mebibyte + "hello , ".Length)) + "from n1".Length);
            AgentException refused = await Thrown.ByAsync<AgentException>(() => trial.GreetAsync(name, 64, default));

            (refused.Code, refused.Problems[0].Message).ShouldBe(
                (ProblemCode.AgentCallFailed, "the result of 'examples.trial.greet' is longer than 67108864 bytes")
            );
        });

    [Fact]
    public void A_stream_interrupted_by_a_connection_reset_fails_with_an_unknown_outcome() =>
        Run(async trial =>
        {
            AgentException lost = await Thrown.ByAsync<AgentException>(async () =>
            {
                await foreach (int number in trial.CountToAsync(1000, default))
                {
                    if (number == 150)
                    {
                        _network.Reset(SimulatedNode.Controller, "n1");
                    }
                }
            });

            (lost.Code, lost.IsOutcomeUnknown).ShouldBe((ProblemCode.ConnectionLost, true));
        });

    [Fact]
    public void Another_version_of_the_interface_is_rejected_with_both_digests() =>
        Run(
            async (_, connection) =>
            {
                ServiceMethod older = new("examples.trial", "0123456789abcdef", "count");

                AgentException refused = await Thrown.ByAsync<AgentException>(() =>
                    connection.CallAsync(new ServiceRequest(older, "[]"u8.ToArray()))
                );

                refused.Code.ShouldBe(ProblemCode.AgentMismatch);
                refused
                    .Problems[0]
                    .Message.ShouldBe(
                        $"the service 'examples.trial' has digest {DigestOf<ITrial>()} on the agent and 0123456789abcdef on the caller"
                    );
            }
        );

    [Theory]
    [InlineData("examples.none", "count", "[]", "the agent has no 'examples.none.count'")]
    [InlineData("examples.trial", "dance", "[]", "the service 'examples.trial' has no 'dance'")]
    [InlineData("examples.trial", "greet", "[\"x\"]", "the arguments do not match the method: the argument 'times' is missing")]
    [InlineData(
        "examples.trial",
        "greet",
        "[\"x\", 1, 2]",
        "the arguments do not match the method: there are more arguments than the method takes"
    )]
    [InlineData("examples.trial", "greet", "[null, 1]", "the arguments do not match the method: a text is expected, not null")]
    [InlineData("examples.trial", "greet", "{}", "the arguments do not match the method: StartArray is expected, not StartObject")]
    [InlineData("examples.trial", "echo", "[{\"name\":\"x\"}]", "the arguments do not match the method: 'inside' is missing")]
    [InlineData("examples.trial", "sum", "[]", "'examples.trial.sum' requires a stream argument")]
    public void An_invalid_call_is_rejected_with_the_reason(string service, string method, string arguments, string found) =>
        Run(
            async (_, connection) =>
            {
                ServiceRequest request = new(new ServiceMethod(service, "", method), Encoding.UTF8.GetBytes(arguments));

                AgentException refused = await Thrown.ByAsync<AgentException>(() => connection.CallAsync(request));

                (refused.Code, refused.Problems[0].Message).ShouldBe((ProblemCode.AgentCallFailed, found));
            }
        );

    [Fact]
    public void A_null_argument_throws_an_argument_null_exception() =>
        Run(trial => Thrown.ByAsync<ArgumentNullException>(() => trial.GreetAsync(null!, 1, default)));

    [Fact]
    public void Repeated_runs_produce_the_same_trace_of_service_calls()
    {
        static TraceHash Hash()
        {
            ServiceTests run = new();
            run.Request_and_response_streams_run_concurrently();
            return run._kernel.TraceHash;
        }

        Hash().ShouldBe(Hash());
    }

    private static string DigestOf<T>()
        where T : class, IAgentService<T> => T.Contract.Digest;

    private static ITrial ITrialOf(AgentConnection connection) => Bind<ITrial>(connection);

    private static T Bind<T>(IServiceCaller caller)
        where T : class, IAgentService<T> => T.Contract.CreateProxy(caller);

    private int _sent;

    private async IAsyncEnumerable<string> RepeatAsync(string word, int times)
    {
        for (_sent = 0; _sent < times; _sent++)
        {
            yield return word;
        }

        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<int> NumbersAsync(int last)
    {
        for (int number = 1; number <= last; number++)
        {
            yield return number;
        }

        await Task.CompletedTask;
    }

    private async IAsyncEnumerable<int> EndlessAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return -1;
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _kernel.Clock, cancellationToken);
            yield return 1;
        }
    }

    private async IAsyncEnumerable<string> WordsAsync(Func<int> heard)
    {
        for (int i = 0; i < 3; i++)
        {
            while (heard() < i)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _kernel.Clock);
            }

            yield return $"w{i}";
        }
    }

    private async IAsyncEnumerable<string> SlowWordsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return "a";
        await Task.Delay(TimeSpan.FromSeconds(10), _kernel.Clock, cancellationToken);
        yield return "b";
        await Task.Delay(TimeSpan.FromMinutes(1), _kernel.Clock, cancellationToken);
        yield return "c";
    }

    private async IAsyncEnumerable<int> DeafAsync()
    {
        yield return 1;
        await Task.Delay(TimeSpan.FromHours(1), _kernel.Clock);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(string line)
    {
        yield return Encoding.UTF8.GetBytes(line);
        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<int> BrokenAsync()
    {
        yield return 1;
        await Task.CompletedTask;
        throw new FormatException("own");
    }

    private void Run(Func<ITrial, Task> story) => Run((trial, _) => story(trial));

    private void Run(Func<ITrial, AgentConnection, Task> story)
    {
        _node.Serve();
        _kernel.Run(async () =>
        {
            await using AgentConnection connection = await AgentConnection.OpenAsync(_node.ConnectAsync, _node.Options("s1"));
            await story(ITrialOf(connection), connection);
        });
    }
}

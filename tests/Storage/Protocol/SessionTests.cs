namespace Storage.Protocol.Tests;

public class SessionTests
{
    [Fact]
    public void A_session_starts_with_the_full_state_and_sends_an_update_every_ten_seconds() =>
        Scene.Run(async scene =>
        {
            FixedPlugin plugin = new("linux", "{}", "{}");
            StorageAgent agent = await scene.Join("test000", [plugin]);

            await scene.Pass(35);

            agent.SessionCount.ShouldBe(2);
            (plugin.FullCount, plugin.UpdateCount).ShouldBe((1, 3));
        });

    [Fact]
    public void A_session_ended_by_the_manager_restarts_with_the_full_state() =>
        Scene.Run(async scene =>
        {
            FixedPlugin plugin = new("linux", "{}", "{}");
            await scene.Join("test000", [plugin]);
            await scene.Pass(5);

            scene.Manager.EndSession("test000.localdomain", "linux");
            await scene.Pass(5);

            plugin.FullCount.ShouldBe(2);
        });

    [Fact]
    public void A_plugin_that_fails_gets_a_new_session() =>
        Scene.Run(async scene =>
        {
            FixedPlugin plugin = new("linux", "{}", "{}") { Fails = true };
            StorageAgent agent = await scene.Join("test000", [plugin]);
            await scene.Pass(15);
            plugin.Fails = false;
            int tried = plugin.FullCount;

            await scene.Pass(15);

            tried.ShouldBeGreaterThan(1);
            plugin.FullCount.ShouldBe(tried + 1);
            agent.SessionCount.ShouldBe(2);
        });

    [Theory]
    [InlineData(ChannelFault.DropRequest)]
    [InlineData(ChannelFault.Refuse)]
    [InlineData(ChannelFault.DropResponse)]
    public void A_lost_message_causes_a_new_session_with_the_full_state(ChannelFault fault) =>
        Scene.Run(async scene =>
        {
            FixedPlugin plugin = new("linux", "{}", "{}");
            scene.Line.Rules =
            [
                new ChannelFaultRule(fault)
                {
                    Type = MessageType.Data,
                    Plugin = "linux",
                    SkipCount = 1,
                    MaxCount = 1,
                },
            ];
            await scene.Join("test000", [plugin]);

            await scene.Pass(60);

            plugin.FullCount.ShouldBe(2);
        });

    [Fact]
    public void A_duplicated_message_is_processed_once() =>
        Scene.Run(async scene =>
        {
            scene.Line.Rules = [new ChannelFaultRule(ChannelFault.Duplicate) { Plugin = "systemd_journal" }];
            await scene.Join("test000", [new FixedPlugin("systemd_journal", """{"log_lines":[{}]}""", null)]);

            await scene.Pass(60);

            System.Text.Encoding.UTF8.GetString(scene.Manager.LiveStatus.ToJson().Span).ShouldContain("\"log_lines\":1}");
        });

    [Fact]
    public void A_host_without_messages_is_marked_as_lost_and_recovers() =>
        Scene.Run(async scene =>
        {
            await scene.Join("test000", [new FixedPlugin("linux", "{}", "{}")]);
            await scene.Pass(5);

            scene.Line.Rules = [new ChannelFaultRule(ChannelFault.DropRequest)];
            await scene.Pass(110);
            (int lost, int sessionsLost) = (scene.Manager.GetCounts().Connected, scene.Manager.GetCounts().Sessions);
            scene.Line.Rules = [];
            await scene.Pass(120);

            (lost, sessionsLost).ShouldBe((0, 0));
            scene.Manager.GetCounts().ShouldBe((1, 1, 2));
        });

    [Fact]
    public void A_restarted_agent_replaces_its_predecessor() =>
        Scene.Run(async scene =>
        {
            using CancellationTokenSource first = new();
            await scene.Join("test000", [new FixedPlugin("linux", "{}", "{}")], stop: first.Token);
            await scene.Pass(5);
            first.Cancel();
            StorageAgent second = scene.Start("test000", [new FixedPlugin("linux", "{}", "{}")]);

            await scene.Pass(15);

            second.SessionCount.ShouldBe(2);
            scene.Manager.GetCounts().ShouldBe((1, 1, 2));
        });

    [Fact]
    public void The_pending_poll_of_an_old_agent_instance_ends_when_a_new_instance_posts() =>
        Scene.Run(async scene =>
        {
            await scene.Register("test000", await scene.Manager.CreateRegistrationTokenAsync(1));
            const string Fqdn = "test000.localdomain";
            (AgentInstance old, AgentInstance young) = (new("b", "2026-01-01"), new("b", "2026-01-02"));
            await scene.Line.GetAsync(Fqdn, old, CancellationToken.None);
            Task<IReadOnlyList<AgentMessage>> held = scene.Line.GetAsync(Fqdn, old, CancellationToken.None);
            await scene.Pass(1);

            await scene.Line.PostAsync(
                Fqdn,
                new MessagePost(young, [new AgentMessage(MessageType.SessionCreateRequest, Fqdn) { Plugin = "linux" }]),
                CancellationToken.None
            );
            IReadOnlyList<AgentMessage> toOld = await held;
            IReadOnlyList<AgentMessage> toYoung = await scene.Line.GetAsync(Fqdn, young, CancellationToken.None);

            toOld.ShouldBeEmpty();
            toYoung.Select(message => message.Type).ShouldBe([MessageType.SessionTerminateAll, MessageType.SessionCreateResponse]);
        });

    [Fact]
    public void Data_for_an_unknown_session_is_answered_with_a_session_termination() =>
        Scene.Run(async scene =>
        {
            await scene.Register("test000", await scene.Manager.CreateRegistrationTokenAsync(1));
            const string Fqdn = "test000.localdomain";
            AgentInstance instance = new("b", "s");
            await scene.Line.GetAsync(Fqdn, instance, CancellationToken.None);

            await scene.Line.PostAsync(
                Fqdn,
                new MessagePost(
                    instance,
                    [
                        new AgentMessage(MessageType.Data, Fqdn)
                        {
                            Plugin = "linux",
                            SessionId = "x",
                            SessionSequence = 0,
                        },
                    ]
                ),
                CancellationToken.None
            );
            IReadOnlyList<AgentMessage> answer = await scene.Line.GetAsync(Fqdn, instance, CancellationToken.None);

            answer.ShouldHaveSingleItem().Type.ShouldBe(MessageType.SessionTerminate);
        });

    [Fact]
    public void Session_requests_are_retried_after_10_20_40_80_and_80_seconds()
    {
        List<double> asked = [];
        Scene.Run(async scene =>
        {
            await scene.Register("test000", await scene.Manager.CreateRegistrationTokenAsync(1));
            WatchedLine line = new(scene.Line, (post, _) => asked.Add(scene.Kernel.Elapsed.TotalSeconds));
            using CancellationTokenSource stop = new();
            StorageAgent agent = new(
                new StorageAgentOptions { Fqdn = "test000.localdomain", Clock = scene.Kernel.Clock },
                line,
                [],
                new EchoActions()
            );
            line.DropsAnswers = true;
            Task running = agent.RunAsync(stop.Token);
            await scene.Pass(240);
            stop.Cancel();
            await running;
        });

        asked.ShouldBe([0, 10, 30, 70, 150, 230]);
    }

    [Fact]
    public void An_unexpected_exception_while_sending_stops_the_agent_and_is_thrown()
    {
        Exception? thrown = null;
        Scene.Run(async scene =>
        {
            WatchedLine line = new(scene.Line, static (_, _) => throw new InvalidOperationException("broken channel"));
            using CancellationTokenSource stop = new();
            StorageAgent agent = new(
                new StorageAgentOptions { Fqdn = "test000.localdomain", Clock = scene.Kernel.Clock },
                line,
                [],
                new EchoActions()
            );
            Task running = agent.RunAsync(stop.Token);
            await scene.Pass(120);
            thrown = running.Exception?.InnerException;
            stop.Cancel();
        });

        thrown.ShouldBeOfType<InvalidOperationException>().Message.ShouldBe("broken channel");
    }

    [Fact]
    public async Task An_action_that_ends_while_its_session_is_reset_or_its_request_is_canceled_raises_no_error()
    {
        byte[] start = """{"type":"ACTION_START","id":"1","action":"x","args":{}}"""u8.ToArray();
        byte[] cancel = """{"type":"ACTION_CANCEL","id":"1"}"""u8.ToArray();
        for (int i = 0; i < 20_000; i++)
        {
            PausedAction action = new();
            ActionRunner runner = new(action, static (_, _) => { });
            runner.Receive(start);
            using Barrier both = new(2);
            Task ending = Task.Run(() =>
            {
                both.SignalAndWait();
                action.End();
            });
            both.SignalAndWait();
            if (i % 2 == 0)
            {
                runner.Reset();
            }
            else
            {
                runner.Receive(cancel);
            }

            await ending;
        }
    }

    private sealed class PausedAction : IServerActions
    {
        private readonly TaskCompletionSource _end = new();

        public void End() => _end.SetResult();

        public async Task<AgentActionResult> RunAsync(string action, JsonElement arguments, CancellationToken cancellationToken)
        {
            await _end.Task;
            return AgentActionResult.Nothing;
        }
    }
}

internal sealed class WatchedLine(IManagerChannel line, Action<MessagePost?, IReadOnlyList<AgentMessage>?> watch) : IManagerChannel
{
    public bool DropsAnswers { get; set; }

    public Task<RegistrationResponse> RegisterAsync(string secret, Registration registration, CancellationToken cancellationToken) =>
        line.RegisterAsync(secret, registration, cancellationToken);

    public async Task PostAsync(string fqdn, MessagePost post, CancellationToken cancellationToken)
    {
        watch(post, null);
        await line.PostAsync(fqdn, post, cancellationToken);
    }

    public async Task<IReadOnlyList<AgentMessage>> GetAsync(string fqdn, AgentInstance instance, CancellationToken cancellationToken)
    {
        IReadOnlyList<AgentMessage> answer = await line.GetAsync(fqdn, instance, cancellationToken);
        return DropsAnswers ? [] : answer;
    }
}

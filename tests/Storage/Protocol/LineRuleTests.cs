namespace Storage.Protocol.Tests;

public class LineRuleTests
{
    private const string First = "test000.localdomain";
    private const string Second = "test001.localdomain";

    private static readonly ChannelFaultRule Lost = new(ChannelFault.DropRequest)
    {
        Direction = ChannelDirection.FromManager,
        Fqdn = First,
        Plugin = "linux",
        Type = MessageType.SessionCreateResponse,
        MaxCount = 1,
    };

    // A request for a session is retried after ten seconds.
    [Fact]
    public void A_rule_drops_a_message_for_one_server_and_plug_in_only() =>
        Scene.Run(async scene =>
        {
            scene.Line.Rules = [Lost];
            FixedPlugin[] plugins = [new("linux", "{}", "{}"), new("lustre", "{}", "{}"), new("linux", "{}", "{}")];
            StorageAgent first = await scene.Join("test000", plugins[..2]);
            StorageAgent second = await scene.Join("test001", plugins[2..]);
            await scene.Pass(9);
            (first.SessionCount, second.SessionCount).ShouldBe((2, 2));

            await scene.Pass(5);

            first.SessionCount.ShouldBe(3);
            plugins.Select(plugin => plugin.FullCount).ShouldBe([1, 1, 1]);
        });

    [Fact]
    public void A_duplicated_message_of_the_manager_is_executed_twice() =>
        Scene.Run(async scene =>
        {
            EchoActions actions = new();
            await scene.Join("test000", [], actions);
            await scene.Pass(15);
            scene.Line.Rules =
            [
                new ChannelFaultRule(ChannelFault.Duplicate)
                {
                    Direction = ChannelDirection.FromManager,
                    Type = MessageType.Data,
                    MaxCount = 1,
                },
            ];

            await scene.Manager.RunActionAsync(First, "start_lnet", JsonElement.Parse("{}"));
            await scene.Pass(5);

            actions.Asked.ShouldBe(["start_lnet", "start_lnet"]);
        });

    [Fact]
    public void A_message_of_the_manager_is_delayed_as_the_rule_specifies() =>
        Scene.Run(async scene =>
        {
            await scene.Join("test000", []);
            await scene.Pass(15);
            scene.Line.Rules =
            [
                new ChannelFaultRule(ChannelFault.Delay)
                {
                    Direction = ChannelDirection.FromManager,
                    Plugin = "action_runner",
                    Delay = TimeSpan.FromSeconds(7),
                },
            ];

            TimeSpan begun = scene.Kernel.Elapsed;
            await scene.Manager.RunActionAsync(First, "start_lnet", JsonElement.Parse("{}"));

            (scene.Kernel.Elapsed - begun).TotalSeconds.ShouldBeInRange(7, 7.1);
        });

    [Theory, InlineData(ChannelFault.DropResponse), InlineData(ChannelFault.Refuse)]
    public void An_interrupted_response_ends_all_sessions_of_its_server_and_of_no_other(ChannelFault fault) =>
        Scene.Run(async scene =>
        {
            FixedPlugin[] plugins = [new("linux", "{}", "{}"), new("linux", "{}", "{}")];
            StorageAgent first = await scene.Join("test000", plugins[..1]);
            await scene.Join("test001", plugins[1..]);
            await scene.Pass(15);
            scene.Line.Rules =
            [
                new ChannelFaultRule(fault)
                {
                    Direction = ChannelDirection.FromManager,
                    Fqdn = First,
                    MaxCount = 1,
                },
            ];

            scene.Manager.EndSession(First, "action_runner");
            scene.Manager.EndSession(Second, "action_runner");
            await scene.Pass(30);

            plugins.Select(plugin => plugin.FullCount).ShouldBe([2, 1]);
            first.SessionCount.ShouldBe(2);
        });

    [Fact]
    public void A_rule_for_one_direction_does_not_affect_the_other() =>
        Scene.Run(async scene =>
        {
            scene.Line.Rules =
            [
                new ChannelFaultRule(ChannelFault.DropRequest)
                {
                    Direction = ChannelDirection.FromManager,
                    Type = MessageType.SessionCreateRequest,
                },
            ];
            StorageAgent agent = await scene.Join("test000", [new FixedPlugin("linux", "{}", "{}")]);
            await scene.Pass(9);

            agent.SessionCount.ShouldBe(2);
        });

    [Fact]
    public void A_server_whose_connections_are_refused_cannot_register_and_others_can() =>
        Scene.Run(async scene =>
        {
            string secret = await scene.Manager.CreateRegistrationTokenAsync(2);
            scene.Line.Rules = [new ChannelFaultRule(ChannelFault.Refuse) { Fqdn = First }];

            string refusal = "";
            try
            {
                await scene.Register("test000", secret);
            }
            catch (StorageException exception)
            {
                refusal = exception.Code.Name;
            }

            refusal.ShouldBe("connection-lost");
            (await scene.Register("test001", secret)).HostId.ShouldBe(1);
        });

    [Fact]
    public void A_rule_drops_only_the_request_with_the_matching_message() =>
        Scene.Run(async scene =>
        {
            FixedPlugin[] plugins = [new("linux", "{}", "{}"), new("lustre", "{}", "{}")];
            await scene.Join("test000", plugins);
            await scene.Pass(15);
            scene.Line.Rules =
            [
                new ChannelFaultRule(ChannelFault.DropRequest)
                {
                    Plugin = "action_runner",
                    Type = MessageType.Data,
                    MaxCount = 1,
                },
            ];

            string failure = "";
            try
            {
                await scene.Manager.RunActionAsync(First, "start_lnet", JsonElement.Parse("{}"));
            }
            catch (StorageException exception)
            {
                failure = exception.Message;
            }

            failure.ShouldContain("session ended before it answered");
            plugins.Select(plugin => plugin.FullCount).ShouldBe([1, 1]);
        });
}

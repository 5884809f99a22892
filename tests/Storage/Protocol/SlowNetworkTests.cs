namespace Storage.Protocol.Tests;

public class SlowNetworkTests
{
    private const string Actions = "action_runner";

    public static TheoryData<string, double> LateReports =>
        new()
        {
            { "test000", 2.5 },
            { "test001", 2.5 },
            { "test002", 2.5 },
            { "test003", 2.5 },
            { "test000", 9 },
            { "test001", 9 },
            { "test002", 9 },
            { "test003", 9 },
        };

    [Theory, Trait(Category.Name, Category.Campaign), MemberData(nameof(LateReports))]
    public void A_delayed_report_from_before_a_command_does_not_revert_the_state_set_by_the_command(string server, double seconds) =>
        FilesystemScene.Run(async scene =>
        {
            scene.Line.Rules =
            [
                new ChannelFaultRule(ChannelFault.Delay)
                {
                    Fqdn = $"{server}.localdomain",
                    Plugin = "lustre",
                    Type = MessageType.Data,
                    Delay = TimeSpan.FromSeconds(seconds),
                },
            ];

            (await scene.CommandAsync("POST", "api/filesystem/", await scene.FilesystemAsync())).ShouldBe("");
            await StaysAsync(scene, isUp: true);

            (await scene.CommandAsync("PUT", "api/filesystem/1/", new JsonObject { ["state"] = "stopped" })).ShouldBe("");
            await StaysAsync(scene, isUp: false);

            (await scene.CommandAsync("PUT", "api/filesystem/1/", new JsonObject { ["state"] = "available" })).ShouldBe("");
            await StaysAsync(scene, isUp: true);
        });

    [Theory]
    [InlineData(ChannelFault.DropRequest)]
    [InlineData(ChannelFault.DropResponse)]
    public void Servers_are_set_up_although_responses_are_lost(ChannelFault fault) =>
        FilesystemScene.Run(
            async scene =>
            {
                scene.Line.Rules =
                [
                    new ChannelFaultRule(fault)
                    {
                        Plugin = Actions,
                        Type = MessageType.Data,
                        SkipCount = 1,
                        MaxCount = 2,
                    },
                ];

                await scene.Pass(120);

                (await scene.ListAsync("command")).Select(command => (string)command["error"]!).ShouldAllBe(error => error.Length == 0);
                (await scene.ListAsync("host"))
                    .Select(host => (string)host["state"]!)
                    .ShouldBe(["managed", "managed", "managed", "managed"]);
            },
            settling: 1
        );

    [Fact]
    public void A_command_to_a_server_whose_responses_are_all_lost_fails_with_the_reason() =>
        FilesystemScene.Run(
            async scene =>
            {
                scene.Line.Rules =
                [
                    new ChannelFaultRule(ChannelFault.DropRequest)
                    {
                        Fqdn = "test003.localdomain",
                        Plugin = Actions,
                        Type = MessageType.Data,
                    },
                ];

                await scene.Pass(120);

                string[] errors =
                [
                    .. (await scene.ListAsync("command")).Select(command => (string)command["error"]!).Where(error => error.Length > 0),
                ];
                errors
                    .ShouldHaveSingleItem()
                    .ShouldContain("install_packages on test003.localdomain: test003.localdomain: its session ended before it answered");
            },
            settling: 1
        );

    private static async Task StaysAsync(FilesystemScene scene, bool isUp)
    {
        for (int second = 0; second < 25; second++)
        {
            (await scene.PlacesAsync()).Values.ShouldAllBe(place => place != null == isUp, $"after {second} s");
            await scene.Pass(1);
        }
    }
}

using Scalewright.Experiments.Mqtt;

namespace Experiments.Services.Tests.Remote;

public class ServeTests
{
    [MachineFact("mosquitto")]
    public async Task A_served_operator_process_is_controlled_over_a_real_broker_and_exits_on_SIGTERM()
    {
        using TemporaryFolder folder = new();
        await using RealServer server = await Mosquitto.StartAsync(folder);
        await using MqttBroker broker = new(Mosquitto.Socket(folder).Build());
        RemoteOperatorClient client = new(broker, TimeProvider.System) { Timeout = TimeSpan.FromMinutes(2) };
        using Process shub = Serve(folder);
        try
        {
            string first = (await shub.StandardOutput.ReadLineAsync())!;
            string second = (await shub.StandardOutput.ReadLineAsync())!;
            (await client.StartAsync([RemoteTest.Short])).ShouldBe(["short-001"]);
            await RealServer.UntilAsync(
                async () => await client.GetStateAsync() is { Stage: OperatorStage.Idle or OperatorStage.Failed, Experiment: "short-001" },
                "it is over"
            );
            (await client.GetStateAsync()).Error.ShouldBe("");
            await client.StartAsync([RemoteTest.Long]);
            await RealServer.UntilAsync(
                () => RealServer.AnswersAsync(first["metrics at ".Length..], second["metrics token ".Length..]),
                "metrics are there"
            );
            Signals.Send(shub.Id, "TERM").ShouldBeTrue();
            await shub.WaitForExitAsync();
        }
        finally
        {
            shub.Kill(entireProcessTree: true);
        }

        shub.ExitCode.ShouldBe(143, await shub.StandardError.ReadToEndAsync());
        ExperimentFolder.Open(folder.At("data", "short-001")).ReadData().Points[0].Runs[0].Outcome.ShouldBe(RunOutcome.Completed);

        new ExperimentQueue(folder.At("data")).ReadState().Queue.ShouldBe(["long-001"]);
    }

    [MachineFact("mosquitto", "mosquitto_sub")]
    public async Task The_broker_publishes_the_stage_of_a_served_operator_that_is_killed()
    {
        using TemporaryFolder folder = new();
        await using RealServer server = await Mosquitto.StartAsync(folder);
        await using MqttBroker broker = new(Mosquitto.Socket(folder).Build());
        RemoteOperatorClient client = new(broker, TimeProvider.System) { Timeout = TimeSpan.FromMinutes(2) };
        using Process shub = Serve(folder);
        try
        {
            await client.StartAsync([RemoteTest.Long]);
            await RealServer.UntilAsync(async () => await Mosquitto.KeptAsync(folder, "experiment/state") == "RUNNING", "it runs");
        }
        finally
        {
            shub.Kill(entireProcessTree: true);
        }

        await RealServer.UntilAsync(async () => await Mosquitto.KeptAsync(folder, "experiment/state") == "IDLE", "it is gone");
    }

    private static Process Serve(TemporaryFolder folder)
    {
        string[] host =
        [
            "exec",
            "--runtimeconfig",
            At("Experiments.Tests.runtimeconfig.json"),
            "--depsfile",
            At("Experiments.Tests.deps.json"),
            At("shub.dll"),
        ];
        return RealProgram.Start(
            "dotnet",
            [.. host, "-d", folder.At("data"), "experiment", "serve", "-b", folder.At("socket"), "--metrics", "0"],
            folder.Root
        );
    }

    private static string At(string file) => Path.Combine(AppContext.BaseDirectory, file);
}

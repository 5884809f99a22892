namespace AutoScaling.Tests;

/// <summary>State that the tutorial finds in repeated runs.</summary>
public sealed class TutorialTests : IDisposable
{
    private const string Key = "AKTUTORIAL";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scalewright-tutorial-");

    private string State => Path.Combine(_folder.FullName, "phantom");

    [Fact]
    public async Task Without_anything_each_run_is_a_first_one()
    {
        await TellsAsync("first");
        await TellsAsync("first");
    }

    [Fact]
    public async Task Against_the_same_service_the_second_run_finds_what_the_first_one_made()
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);

        await TellsAsync("first", "--url", service.Url);
        await TellsAsync("second", "--url", service.Url);
        await TellsAsync("second", "--url", service.Url + "/");
    }

    [Fact]
    public async Task With_the_same_folder_the_second_run_finds_what_the_first_one_made()
    {
        await TellsAsync("first", "--state", State);
        await TellsAsync("second", "--state", State);
        await TellsAsync("second", "--state", State);
    }

    [Fact]
    public async Task A_service_with_a_folder_knows_the_first_run_after_a_restart()
    {
        await using (ServedTutorial before = await ServedTutorial.StartAsync(Key, "--state", State))
        {
            await TellsAsync("first", "--url", before.Url);
            await before.SignalAsync("TERM");
        }

        await using ServedTutorial after = await ServedTutorial.StartAsync(Key, "--state", State);
        await TellsAsync("second", "--url", after.Url);
    }

    [MachineTheory("python:boto")]
    [InlineData("0")]
    [InlineData("1")]
    public async Task After_a_run_of_boto_2_it_is_the_second_one(string signsByVersion2)
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);
        (int exit, string output) = await PythonClient.RunAsync(
            "phantom_tutorial_boto2.py", service.Url, new AccessKey(Key, ServedTutorial.Secret), ("PHANTOM_SIGV2", signsByVersion2), ("PHANTOM_STEP_S", "0.1"), ("PHANTOM_SETTLE_S", "0.1"));

        exit.ShouldBe(0, output);
        await TellsAsync("second", "--url", service.Url);
    }

    [Fact]
    public async Task Who_has_another_key_is_told_and_the_next_run_is_a_first_one()
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);

        (int exit, string output, string errors) = await ServedTutorial.RunAsync("AKSTRANGER", "--url", service.Url);

        (exit, output).ShouldBe((1, ""));
        errors.ShouldContain("InvalidClientTokenId");
        await TellsAsync("first", "--url", service.Url);
    }

    [Fact]
    public async Task Nobody_has_both_a_service_elsewhere_and_a_folder()
    {
        (int exit, string output, string errors) = await ServedTutorial.RunAsync(Key, "--url", "http://127.0.0.1:1", "--state", State);

        exit.ShouldBe(2);
        output.ShouldNotContain("launch config '");
        errors.ShouldContain("--state is for the service within this program; use it without --url");
        Directory.Exists(State).ShouldBeFalse();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task TellsAsync(string run, params string[] options)
    {
        (int exit, string output, string errors) = await ServedTutorial.RunAsync(Key, options);

        (exit, errors).ShouldBe((0, ""));
        output.Trim().ShouldBe(await ServedTutorial.PublishedAsync(run));
    }
}

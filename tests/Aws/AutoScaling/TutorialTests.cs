namespace AutoScaling.Tests;

/// <summary>State that the tutorial finds in repeated runs.</summary>
public sealed class TutorialTests : IDisposable
{
    private const string Key = "AKTUTORIAL";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scalewright-tutorial-");

    private string State => Path.Combine(_folder.FullName, "phantom");

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Each_run_without_a_service_or_folder_is_a_first_run()
    {
        await TellsAsync("first");
        await TellsAsync("first");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_second_run_against_the_same_service_finds_the_resources_of_the_first()
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);

        await TellsAsync("first", "--url", service.Url);
        await TellsAsync("second", "--url", service.Url);
        await TellsAsync("second", "--url", service.Url + "/");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_second_run_with_the_same_folder_finds_the_resources_of_the_first()
    {
        await TellsAsync("first", "--state", State);
        await TellsAsync("second", "--state", State);
        await TellsAsync("second", "--state", State);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_service_with_a_folder_keeps_the_resources_of_a_run_after_a_restart()
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
    public async Task A_run_after_one_by_boto_2_is_a_second_run(string signsByVersion2)
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);
        (int exit, string output) = await PythonClient.RunAsync(
            "phantom_tutorial_boto2.py",
            service.Url,
            new AccessKey(Key, ServedTutorial.Secret),
            ("PHANTOM_SIGV2", signsByVersion2),
            ("PHANTOM_STEP_S", "0.1"),
            ("PHANTOM_SETTLE_S", "0.1")
        );

        exit.ShouldBe(0, output);
        await TellsAsync("second", "--url", service.Url);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_run_with_an_unknown_key_is_rejected_and_the_next_one_is_a_first_run()
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);

        (int exit, string output, string errors) = await ServedTutorial.RunAsync("AKSTRANGER", "--url", service.Url);

        (exit, output).ShouldBe((1, ""));
        errors.ShouldContain("InvalidClientTokenId");
        await TellsAsync("first", "--url", service.Url);
    }

    [Fact]
    public async Task A_service_URL_and_a_state_folder_cannot_be_combined()
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

namespace AutoScaling.Tests;

/// <summary>boto 2, boto 3 and the AWS CLI against the served endpoint.</summary>
public class ClientTests
{
    private const string Key = "AKTUTORIAL";

    [MachineTheory("python:boto")]
    [InlineData("0")]
    [InlineData("1")]
    public async Task Boto_2_prints_the_published_output_of_the_tutorial(string signsByVersion2)
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);

        foreach (string run in new[] { "first", "second" })
        {
            (int exit, string output) = await RunAsync(
                "phantom_tutorial_boto2.py",
                service,
                ("PHANTOM_SIGV2", signsByVersion2),
                ("PHANTOM_VERIFY", "1"),
                ("PHANTOM_STEP_S", "0.1"),
                ("PHANTOM_SETTLE_S", "0.1")
            );

            exit.ShouldBe(0, output);
            output.Trim().ShouldBe(await ServedTutorial.PublishedAsync(run));
        }
    }

    [MachineTheory("python:boto3")]
    [InlineData("47 passed, 0 failed")]
    public async Task Boto_3_passes_all_AutoScaling_checks(string verdict)
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);

        (int exit, string output) = await RunAsync("autoscaling_boto3_check.py", service);

        exit.ShouldBe(0, output);
        output.TrimEnd().ShouldEndWith(verdict);
    }

    [MachineTheory("python:boto3")]
    [InlineData("47 passed, 0 failed")]
    public async Task Boto_3_passes_all_AutoScaling_checks_over_TLS_and_verifies_the_certificate(string verdict)
    {
        string authority = Path.GetTempFileName();
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key, "--tls", "--ca", authority);

        (int exit, string output) = await RunAsync("autoscaling_boto3_check.py", service, ("AWS_CA_BUNDLE", authority));
        (int stranger, _) = await RunAsync("autoscaling_boto3_check.py", service);
        File.Delete(authority);

        (exit, stranger).ShouldBe((0, 1), output);
        output.TrimEnd().ShouldEndWith(verdict);
    }

    [MachineTheory("python:boto3")]
    [InlineData("15 passed, 0 failed")]
    public async Task Boto_3_passes_all_EC2_checks_of_standalone_instances(string verdict)
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);

        (int exit, string output) = await RunAsync("ec2_boto3_check.py", service);

        exit.ShouldBe(0, output);
        output.TrimEnd().ShouldEndWith(verdict);
    }

    [MachineTheory("python:boto3")]
    [InlineData("31 passed, 0 failed")]
    public async Task Boto_3_passes_all_checks_of_currently_used_AWS_features(string verdict)
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);

        (int exit, string output) = await RunAsync("current_boto3_check.py", service);

        exit.ShouldBe(0, output);
        output.TrimEnd().ShouldEndWith(verdict);
    }

    [MachineTheory("python:awscli")]
    [InlineData("36 passed, 0 failed")]
    public async Task The_AWS_CLI_creates_filters_awaits_and_deletes_groups_and_their_instances(string verdict)
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);

        (int exit, string output) = await RunAsync("aws_cli_check.py", service);

        exit.ShouldBe(0, output);
        output.TrimEnd().ShouldEndWith(verdict);
    }

    [MachineTheory("python:boto3")]
    [InlineData("19 passed, 0 failed")]
    public async Task Waiters_of_boto3_wait_for_instances_of_groups(string verdict)
    {
        await using ServedTutorial service = await ServedTutorial.StartAsync(Key);

        (int exit, string output) = await RunAsync("waiters_boto3_check.py", service);

        exit.ShouldBe(0, output);
        output.TrimEnd().ShouldEndWith(verdict);
    }

    private static Task<(int Exit, string Output)> RunAsync(
        string client,
        ServedTutorial service,
        params (string Name, string Value)[] variables
    ) => PythonClient.RunAsync(client, service.Url, new AccessKey(Key, ServedTutorial.Secret), variables);
}

namespace Experiments.Services.Tests.Flink;

public class FlinkTypeTests
{
    internal const string Definition = """
        name: join
        type: flink
        nodes: [{kind: pico}]
        job:
          topics: [{name: vehicles}]
          operators: [{name: source, topic: vehicles}]
        load: [{name: vehicles, shape: constant, rate: 10}]

        """;

    [Fact]
    public void A_definition_with_valid_Flink_settings_has_no_problems() =>
        new ExperimentBundle(
            Encoding.UTF8.GetBytes(
                Definition
                    + "flink: {address: 'http://jobmanager:8081', jar: a.jar, savepoints: 's3://a', arguments: [--source, '{source}'], rescaling: in_place}\n"
            )
        )
            .Read()
            .Problems.ShouldBeEmpty();

    [Fact]
    public void All_problems_of_the_Flink_settings_are_reported_together() =>
        new ExperimentBundle(
            Encoding.UTF8.GetBytes(
                Definition
                    + "flink: {address: 'jobmanager', savepoints: 's3://a', arguments: x, rescaling: magic, jars: 1}\nfaults: [{at: 1s, freeze: pico-1}]\n"
            )
        )
            .Read("join.yaml")
            .Problems.Select(problem => problem.ToString())
            .ShouldBe([
                "join.yaml:8:8 flink.jar: is missing; add 'flink: {address: http://jobmanager:8081, jar: join.jar, savepoints: s3://savepoints/join}'",
                "join.yaml:8:18 flink.address: 'jobmanager' is not an HTTP or HTTPS URL; use one, as in http://jobmanager:8081",
                "join.yaml:8:65 flink.arguments: it is not a list of texts; use one, as in [--join, '{join}']",
                "join.yaml:8:79 flink.rescaling: there is no such way; use savepoint or in_place",
                "join.yaml:8:86 flink.jars: unknown field; use address, jar, savepoints, arguments, entry_class, rescaling",
                "join.yaml:9:10 faults.0: Chaos Mesh has no fault 'freeze'; use crash, restart, isolate, cut or slow, or run the experiment on machines",
            ]);
}

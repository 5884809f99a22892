namespace Tests.Shared;

/// <summary>An experiment without runs, duration and matrix.</summary>
public static class WordCount
{
    /// <summary>One operator that processes all of 1,000 records per second, each in 0.1 ms.</summary>
    public const string Definition = """
        name: words
        seed: 42
        task: count
        nodes: [{kind: worker, count: 1, cores: 2, memory: 4096}]
        job:
          name: word-count
          topics: [{name: words, partitions: 4}]
          operators:
            - {name: source, topic: words, cpu_time: 10us}
            - {name: count, inputs: [source], cpu_time: 100us}
        load: [{name: words, shape: constant, rate: 1000}]

        """;
}

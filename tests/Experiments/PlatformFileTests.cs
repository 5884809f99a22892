using Experiments.Services.Tests;

namespace Experiments.Tests;

/// <summary>Tests the rules of Python's configparser (its library reference), and of platforms.</summary>
public class PlatformFileTests
{
    private static readonly PlatformList Platforms = PlatformList.Default.With(new YourCustomPlatform());

    [Theory]
    [InlineData("key = one\n  two\n\n  three\n\n", "one\ntwo\n\nthree")]
    [InlineData("KEY: one\n# a comment\n  two", "one\ntwo")]
    [InlineData("key = x ; no comment # here", "x ; no comment # here")]
    [InlineData("a = 5\nkey = %(A)s0%%", "50%")]
    [InlineData("key = %(inherited)s", "from the defaults")]
    [InlineData("key = http://host:80/?a=b", "http://host:80/?a=b")]
    [InlineData("key =", "")]
    public void A_value_is_parsed_as_configparser_parses_it(string lines, string value) =>
        Read($"[DEFAULT]\ninherited = from the defaults\n[platforms]\nplatforms = p\n[platforms.p]\n{lines}")
            .Configuration!.Platforms[0]
            .GetText("key")
            .ShouldBe(value);

    [Theory]
    [InlineData("[platforms]\nplatforms = p\n[platforms.p]\na = 1\nA = 2\n", "SW1006", 5)]
    [InlineData("[platforms]\nplatforms = p\n[platforms.p]\n[platforms.p]\n", "SW1101", 4)]
    [InlineData("[platforms]\nplatforms = p\n[platforms.p]\na = %(b)s\n", "SW1013", 4)]
    [InlineData("[platforms]\nplatforms = p\n[platforms.p]\na = %(b)s\nb = %(a)s\n", "SW1013", 4)]
    [InlineData("[platforms]\nplatforms = p\n[platforms.p]\na = 100%\n", "SW1013", 4)]
    [InlineData("[platforms]\nplatforms = p\n", "SW1105", 2)]
    [InlineData("[platforms]\nother = p\n", "SW1105", 1)]
    [InlineData("platforms = p\n", "SW1001", 1)]
    [InlineData("[platforms]\nplatforms\n", "SW1001", 2)]
    [InlineData("[ ]\nplatforms = p\n", "SW1001", 1)]
    [InlineData("[]\nplatforms = p\n", "SW1001", 1)]
    public void An_invalid_file_is_reported_with_code_and_line(string text, string code, int line)
    {
        Problem problem = Read(text).Problems[0];

        problem.Code.Id.ShouldBe(code);
        problem.Position.Line.ShouldBe(line);
    }

    [Fact]
    public void References_that_expand_beyond_the_size_limit_are_rejected()
    {
        string wide = string.Concat(
            Enumerable.Range(0, 9).Select(i => $"a{i} = {string.Concat(Enumerable.Repeat($"%(a{i + 1})s", 50))}\n")
        );

        Read($"[platforms]\nplatforms = p\n[platforms.p]\n{wide}a9 =\n").Problems[0].Code.ShouldBe(ProblemCode.SizeLimit);
    }

    [Fact]
    public void All_missing_keys_and_invalid_counts_are_reported_together()
    {
        PlatformSection section = Read(
            "[platforms]\nplatforms = p\n[platforms.p]\ntype = YourCustomType\ncontrol = two\n"
        ).Configuration!.Platforms[0];

        Platforms
            .Check(section)
            .Select(problem => problem.ToString())
            .ShouldBe([
                "farm.ini:3:1 platforms.p.api_endpoint: is missing; add 'api_endpoint = …' to [platforms.p] or [DEFAULT]",
                "farm.ini:3:1 platforms.p.region: is missing; add 'region = …' to [platforms.p] or [DEFAULT]",
                "farm.ini:5:11 platforms.p.control: 'two' is not a whole number; use a whole number from 0, or leave the key out",
            ]);
    }

    // README of the reference: "If instance_count is explicitly set, use that instead".
    [Theory]
    [InlineData("YourCustomType", "instance_count = 9\n", 9)]
    [InlineData("YourCustomType", "instance_count = 0\n", 0)]
    [InlineData("YourCustomType", "", 3)]
    [InlineData("Simulated", "instance_count = 9\n", 9)]
    [InlineData("Local", "instance_count = 9\n", 9)]
    public async Task The_instance_count_is_returned_as_written_and_the_role_counts_determine_the_hosts(string type, string line, int count)
    {
        PlatformSection section = Read(
            $"[platforms]\nplatforms = p\n[platforms.p]\ntype = {type}\napi_endpoint = x\nregion = y\ncontrol = 1\nconsumers = 2\n{line}"
        ).Configuration!.Platforms[0];

        Platforms.Check(section).ShouldBeEmpty();
        Platform platform = Platforms.Find(type)!;
        platform.CountInstances(section).ShouldBe(count);
        (await platform.ProvisionAsync(section)).Resolve().Hosts.Count.ShouldBe(3);
    }

    [Fact]
    public void An_instance_count_that_is_not_a_number_is_rejected() =>
        Platforms
            .Check(Read("[platforms]\nplatforms = p\n[platforms.p]\ntype = Local\ninstance_count = many\n").Configuration!.Platforms[0])
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldStartWith("farm.ini:5:18 platforms.p.instance_count: 'many' is not a whole number");

    [Theory]
    [InlineData("Simulated")]
    [InlineData("Local")]
    [InlineData("YourCustomType")]
    public void Negative_counts_are_reported_at_their_position(string type)
    {
        PlatformSection section = Read(
            $"[platforms]\nplatforms = p\n[platforms.p]\ntype = {type}\napi_endpoint = x\nregion = y\n"
                + "control = -1\nproducers = -2\nconsumers = -99999999999\ninstance_count = -0_3\n"
        ).Configuration!.Platforms[0];

        Platforms
            .Check(section)
            .Select(problem => problem.ToString())
            .ShouldBe([
                "farm.ini:7:11 platforms.p.control: -1 is below 0; use a whole number from 0, or leave the key out",
                "farm.ini:8:13 platforms.p.producers: -2 is below 0; use a whole number from 0, or leave the key out",
                "farm.ini:9:13 platforms.p.consumers: -99999999999 is below 0; use a whole number from 0, or leave the key out",
                "farm.ini:10:18 platforms.p.instance_count: -3 is below 0; use a whole number from 0, or leave the key out",
            ]);
    }

    // The published class: range(-2) is empty, and instance_count is returned as written.
    [Fact]
    public async Task The_compatible_platform_handles_negative_counts_as_the_published_class_does()
    {
        Platform platform = new YourCustomPlatform { IsCompatible = true };
        PlatformSection section = Read(
            "[platforms]\nplatforms = p\n[platforms.p]\ntype = YourCustomType\napi_endpoint = x\nregion = y\nproducers = -2\ninstance_count = -2\n"
        ).Configuration!.Platforms[0];

        PlatformList.Default.With(platform).Check(section).ShouldBeEmpty();
        platform.CountInstances(section).ShouldBe(-2);
        (await platform.ProvisionAsync(section)).Resolve().Hosts.ShouldBe(["control-1"]);
    }

    // setup() of the published class reads only the roles, and ignores instance_count.
    [Theory]
    [InlineData("many")]
    [InlineData("")]
    [InlineData("99999999999")]
    public async Task The_compatible_platform_only_warns_about_an_invalid_instance_count(string count)
    {
        Platform platform = new YourCustomPlatform { IsCompatible = true };
        PlatformSection section = Read(
            $"[platforms]\nplatforms = p\n[platforms.p]\ntype = YourCustomType\napi_endpoint = x\nregion = y\nproducers = 2\ninstance_count = {count}\n"
        ).Configuration!.Platforms[0];

        Problem problem = PlatformList.Default.With(platform).Check(section).ShouldHaveSingleItem();
        (problem.Severity, problem.Field).ShouldBe((ProblemSeverity.Warning, "platforms.p.instance_count"));
        (await platform.ProvisionAsync(section)).Resolve().Hosts.ShouldBe(["control-1", "producer-1", "producer-2"]);
    }

    [Fact]
    public void The_compatible_platform_accepts_a_large_instance_count()
    {
        Platform platform = new YourCustomPlatform { IsCompatible = true };
        PlatformSection section = Read(
            "[platforms]\nplatforms = p\n[platforms.p]\ntype = YourCustomType\napi_endpoint = x\nregion = y\ninstance_count = 1_000_000\n"
        ).Configuration!.Platforms[0];

        PlatformList.Default.With(platform).Check(section).ShouldBeEmpty();
        platform.CountInstances(section).ShouldBe(1_000_000);
    }

    [Theory]
    [InlineData(
        "Simulated",
        "consumers = 99999999999\n",
        "farm.ini:5:13 platforms.p.consumers: 99999999999 hosts are more than 62500; use 62500 or less"
    )]
    [InlineData(
        "Simulated",
        "consumers = 100000\n",
        "farm.ini:5:13 platforms.p.consumers: 100000 hosts are more than 62500; use 62500 or less"
    )]
    [InlineData(
        "Simulated",
        "consumers = 62500\nproducers = 1\n",
        "farm.ini:5:13 platforms.p.consumers: 62501 hosts do not fit below one prefix; use 62500 or less in all"
    )]
    [InlineData(
        "Local",
        "consumers = 100001\n",
        "farm.ini:5:13 platforms.p.consumers: 100001 hosts are more than 100000; use 100000 or less"
    )]
    public void Counts_above_the_limit_of_a_platform_are_rejected(string type, string lines, string told) =>
        Platforms
            .Check(Read($"[platforms]\nplatforms = p\n[platforms.p]\ntype = {type}\n{lines}").Configuration!.Platforms[0])
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldBe(told);

    [Theory]
    [InlineData("producers = 99999\n", "farm.ini:5:13 platforms.p.producers: ")]
    [InlineData("control = 99999\n", "farm.ini:5:11 platforms.p.control: ")]
    public void A_problem_that_involves_several_keys_is_reported_at_one_that_is_present(string line, string place) =>
        Platforms
            .Check(Read($"[platforms]\nplatforms = p\n[platforms.p]\ntype = Simulated\n{line}").Configuration!.Platforms[0])
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldStartWith(place);

    [Theory]
    [InlineData("", "SW1105")]
    [InlineData("type =\n", "SW9001")]
    [InlineData("type = Nope\n", "SW9001")]
    public void An_unknown_platform_type_is_reported_without_affecting_other_platforms(string line, string code)
    {
        PlatformConfiguration read = Read(
            $"[platforms]\nplatforms = a b c\n[platforms.a]\ntype = Local\n[platforms.b]\n{line}consumers = two\n[platforms.c]\ntype = Local\nconsumers = 2\n"
        ).Configuration!;

        Platforms.Check(read.Platforms[1]).Select(problem => (problem.Code.Id, problem.Field)).ShouldBe([(code, "platforms.b.type")]);
        Platforms.Check(read.Platforms[0]).ShouldBeEmpty();
        Platforms.Check(read.Platforms[2]).ShouldBeEmpty();
    }

    [Fact]
    public void A_platform_without_a_section_does_not_hide_problems_of_the_others()
    {
        PlatformReadResult read = Read("[platforms]\nplatforms = p ghost\n[platforms.p]\ntype = Simulated\ncontrol = two\n");

        read.Configuration.ShouldBeNull();
        read.Problems.ShouldHaveSingleItem().Field.ShouldBe("platforms.ghost");
        Platforms
            .Check(read.PartialConfiguration!.Platforms.ShouldHaveSingleItem())
            .ShouldHaveSingleItem()
            .Field.ShouldBe("platforms.p.control");
    }

    [Fact]
    public void A_defaults_file_supplies_values_that_the_main_file_omits()
    {
        PlatformSection section = Read(
            "[platforms]\nplatforms = q\n[platforms.p]\nregion = eu\nconsumers = 3\n[platforms.q]\n",
            "[platforms]\nplatforms = p\n[platforms.p]\ntype = Simulated\nregion = us\n"
        )
            .Configuration!.Platforms.ShouldHaveSingleItem();

        (section.GetText("region"), section.GetText("consumers")).ShouldBe(("us", "3"));
    }

    // Python 3.11: c = ConfigParser(); c.read_string(first); c.read_string(second); c['platforms.p']['key']
    [Theory]
    [InlineData("[scalehub]\nx = 1\n", "[platforms.p]\nkey = own\n", "own")]
    [InlineData("[DEFAULT]\nkey = inherited\n", "[platforms.p]\n", "inherited")]
    [InlineData("[DEFAULT]\nkey = of the first\n", "[DEFAULT]\nkey = of the second\n[platforms.p]\n", "of the second")]
    [InlineData("[platforms.p]\nkey = %(place)s here\nplace = first\n", "[platforms.p]\nplace = second\n", "second here")]
    [InlineData("[platforms.p]\nplace = first\n", "[platforms.p]\nkey = %(place)s\n", "first")]
    [InlineData("[platforms.p]\nkey = first\n", "[DEFAULT]\nkey = second\n[platforms.p]\n", "first")]
    public void Two_files_are_merged_as_configparser_merges_them(string first, string second, string value) =>
        Read(first, $"[platforms]\nplatforms = p\n{second}").Configuration!.Platforms[0].GetText("key").ShouldBe(value);

    [Fact]
    public void Problems_are_reported_with_the_file_that_contains_them()
    {
        PlatformReadResult read = Read(
            "[platforms.p]\ncontrol = two\nconsumers = three\n",
            "[platforms]\nplatforms = p\n\n[platforms.p]\nconsumers = 3\ntype = YourCustomType\nregion = x\n"
        );

        Platforms
            .Check(read.Configuration!.Platforms[0])
            .Select(problem => problem.ToString())
            .ShouldBe([
                "farm.ini:4:1 platforms.p.api_endpoint: is missing; add 'api_endpoint = …' to [platforms.p] or [DEFAULT]",
                "defaults.ini:2:11 platforms.p.control: 'two' is not a whole number; use a whole number from 0, or leave the key out",
            ]);
        Read("[a]\nx = %(y)s\n[b]\n[b]\n", "[platforms]\nplatforms\n")
            .Problems.Select(problem => $"{problem.Source}:{problem.Position}")
            .ShouldBe(["defaults.ini:4:1", "farm.ini:2:1"]);
        Read("[a]\nx = %(y)s\n", "[platforms]\nplatforms = p\n")
            .Problems.Select(problem => $"{problem.Source}:{problem.Position}")
            .ShouldBe(["defaults.ini:2:5"]);
        Read("[platforms]\nplatforms = p\n", "[a]\n")
            .Problems.Select(problem => $"{problem.Source}:{problem.Position}")
            .ShouldBe(["defaults.ini:2:13"]);
    }

    [Fact]
    public async Task Provisioned_platforms_are_destroyed_without_the_configuration_file()
    {
        using TemporaryFolder folder = new();
        PlatformFolder place = new(folder.At("inventory"), Platforms);
        Inventory inventory = await place.ProvisionAsync(
            Read(
                "[platforms]\nplatforms = a b\n[platforms.a]\ntype = Simulated\nconsumers = 2\n[platforms.b]\ntype = Local\n"
            ).Configuration!
        );

        inventory.Resolve().Hosts.ShouldBe(["a-control-1", "a-consumer-1", "a-consumer-2", "b-control-1"], ignoreOrder: true);
        Directory
            .GetFiles(folder.At("inventory"))
            .Select(Path.GetFileName)
            .ShouldBe(["local_b_inventory.yaml", ".platforms.json", "simulated_a_inventory.yaml"], ignoreOrder: true);

        await new PlatformFolder(folder.At("inventory"), Platforms).DestroyAsync();

        Directory.GetFiles(folder.At("inventory")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_platform_whose_hosts_have_used_names_fails_and_the_others_are_kept()
    {
        using TemporaryFolder folder = new();
        PlatformFolder place = new(folder.At("inventory"), Platforms);

        ExperimentException failure = await Should.ThrowAsync<ExperimentException>(() =>
            place.ProvisionAsync(
                Read(
                    "[platforms]\nplatforms = a b\n[platforms.a]\ntype = YourCustomType\napi_endpoint = x\nregion = y\n[platforms.b]\ntype = YourCustomType\napi_endpoint = x\nregion = y\n"
                ).Configuration!
            )
        );

        failure.Problems.Select(problem => problem.Field).Distinct().ShouldBe(["platforms.b.type"]);
        place.ReadState().Select(section => section.Name).ShouldBe(["a"]);
        Directory.GetFiles(folder.At("inventory"), "*.yaml").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_platform_that_fails_is_destroyed_again_and_the_others_are_kept_until_it_is_fixed()
    {
        using TemporaryFolder folder = new();
        StubbornPlatform stubborn = new("B");
        StubbornPlatform after = new("A") { IsWorking = true };
        PlatformFolder place = new(folder.At("inventory"), PlatformList.Default.With(stubborn).With(after));
        PlatformConfiguration configuration = Read(
            "[platforms]\nplatforms = a b c\n[platforms.a]\ntype = A\n[platforms.b]\ntype = B\n[platforms.c]\ntype = Nope\n"
        ).Configuration!;

        ExperimentException failure = await Should.ThrowAsync<ExperimentException>(() => place.ProvisionAsync(configuration));

        failure
            .Problems.Select(problem => problem.ToString().Split("; use one of")[0])
            .ShouldBe([
                "farm.ini:8:8 platforms.c.type: there is no platform 'Nope'",
                "farm.ini:6:8 platforms.b.type: it could not be set up: no quota for b; fix that, and provision again",
                "farm.ini:6:8 platforms.b.type: it could not be destroyed: no answer for b; fix the cause, and destroy the platform again: the folder still lists it",
            ]);
        after.Destroyed.ShouldBeEmpty();
        place.ReadState().Select(section => section.Name).ShouldBe(["a", "b"]);

        stubborn.IsWorking = true;
        await place.DestroyAsync(section => section.Name == "b");
        (await place.ProvisionAsync(configuration with { Platforms = [.. configuration.Platforms.Take(2)] }))
            .Resolve()
            .Hosts.ShouldBe(["b-control-1"]);
        await place.DestroyAsync();

        stubborn.Destroyed.ShouldBe(["b", "b"]);
        after.Destroyed.ShouldBe(["a"]);
        Directory.GetFileSystemEntries(folder.At("inventory")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("18:59:59", "2026-11-27T18:59:59+01:00")]
    [InlineData("19:00", "2026-11-26T19:00:00+01:00")]
    [InlineData("19:00:05", "2026-11-26T19:00:05+01:00")]
    [InlineData("2026-11-26 19:00:05", "2026-11-26T19:00:05+00:00")]
    [InlineData("now", null)]
    [InlineData(null, null)]
    public void A_time_of_day_is_the_next_such_time_and_no_time_is_as_soon_as_possible(string? time, string? start)
    {
        string line = time is null ? "" : $"start_time = {time}\n";
        PlatformSection section = Read($"[platforms]\nplatforms = p\n[platforms.p]\nwalltime = 2:00:00\n{line}").Configuration!.Platforms[
            0
        ];

        Reservation reservation = Reservation.FromSection(section, new DateTimeOffset(2026, 11, 26, 19, 0, 0, TimeSpan.FromHours(1)))!;

        reservation.Start?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(start);
    }

    // OAR, oarsub(1): a walltime is hours, minutes and seconds, and hours have no limit of 24.
    [Theory]
    [InlineData("36:00:00", "")]
    [InlineData("8784:00:00", "")]
    [InlineData("0:00:01", "")]
    [InlineData("8784:00:01", "'8784:00:01' is too large: it is more than 366 days; use 8784:00:00 or less")]
    [InlineData("8784:30", "'8784:30' is too large: it is more than 366 days; use 8784:00:00 or less")]
    [InlineData("8785:00:00", "'8785:00:00' is too large: it is more than 366 days; use 8784:00:00 or less")]
    [InlineData(
        "99999999999999999999:00:00",
        "'99999999999999999999:00:00' is too large: it is more than 366 days; use 8784:00:00 or less"
    )]
    [InlineData("0:00:00", "'0:00:00' is zero; use a second or more, as in 00:00:01")]
    [InlineData("00:00", "'00:00' is zero; use a second or more, as in 00:00:01")]
    [InlineData("8785:60:00", "'8785:60:00' is not a length of time; use hours, minutes and seconds, as in 02:30:00")]
    [InlineData("-1:00:00", "'-1:00:00' is not a length of time; use hours, minutes and seconds, as in 02:30:00")]
    [InlineData("2", "'2' is not a length of time; use hours, minutes and seconds, as in 02:30:00")]
    [InlineData("1-02:00:00", "'1-02:00:00' is not a length of time; use hours, minutes and seconds, as in 02:30:00")]
    public void A_walltime_outside_its_limits_is_not_called_malformed(string walltime, string problem)
    {
        PlatformSection section = Read(
            $"[platforms]\nplatforms = p\n[platforms.p]\ntype = Grid5000\nwalltime = {walltime}\n"
        ).Configuration!.Platforms[0];

        string.Join(
                '|',
                Platforms
                    .Check(section)
                    .Where(found => found.Field == "platforms.p.walltime")
                    .Select(found => $"{found.Message}; {found.Advice}")
            )
            .ShouldBe(problem);
    }

    // The end of a reservation is a time, too. The last one of .NET is in the year 9999.
    [Theory]
    [InlineData("9999-12-31 21:59:59", "02:00", "")]
    [InlineData("9999-12-31 21:00:00", "02:59:59", "")]
    [InlineData(
        "9999-12-31 23:00:00",
        "02:00",
        "'9999-12-31 23:00:00' is too late: with the walltime, it ends after the year 9999; use an earlier time"
    )]
    [InlineData(
        "9999-12-31 23:59:59",
        "00:00:01",
        "'9999-12-31 23:59:59' is too late: with the walltime, it ends after the year 9999; use an earlier time"
    )]
    [InlineData(
        "9999-01-01T00:00:00Z",
        "8784:00:00",
        "'9999-01-01T00:00:00Z' is too late: with the walltime, it ends after the year 9999; use an earlier time"
    )]
    [InlineData(
        "9999-12-31T23:00:00+02:00",
        "02:00",
        "'9999-12-31T23:00:00+02:00' is too late: with the walltime, it ends after the year 9999; use an earlier time"
    )]
    [InlineData(
        "9999-12-31T20:00:00-03:00",
        "02:00",
        "'9999-12-31T20:00:00-03:00' is too late: with the walltime, it ends after the year 9999; use an earlier time"
    )]
    public void A_reservation_that_would_end_after_the_last_time_is_out_of_range(string start, string walltime, string problem)
    {
        PlatformSection section = Read(
            $"[platforms]\nplatforms = p\n[platforms.p]\ntype = Grid5000\nstart_time = {start}\nwalltime = {walltime}\n"
        ).Configuration!.Platforms[0];

        Problem[] found = [.. Platforms.Check(section).Where(found => found.Field == "platforms.p.start_time")];

        string.Join('|', found.Select(one => $"{one.Message}; {one.Advice}")).ShouldBe(problem);
        found.ShouldAllBe(one => one.Code == ProblemCode.OutOfRange);
        if (problem.Length == 0)
        {
            Reservation.FromSection(section, DateTimeOffset.UnixEpoch)!.EndsAt.ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("2020-01-01 00:00:00", "'2020-01-01 00:00:00' is in the past: it is 2026-11-26 18:00:00 UTC; use a later time, or 'now'")]
    [InlineData("2026-11-26 17:59", "'2026-11-26 17:59' is in the past: it is 2026-11-26 18:00:00 UTC; use a later time, or 'now'")]
    [InlineData("2026-11-26 18:00:00", "")]
    [InlineData(
        "2026-11-26T18:30:00+01:00",
        "'2026-11-26T18:30:00+01:00' is in the past: it is 2026-11-26 18:00:00 UTC; use a later time, or 'now'"
    )]
    [InlineData("17:00", "")]
    [InlineData("now", "")]
    public void A_reservation_that_would_start_in_the_past_is_refused(string start, string problem)
    {
        using TemporaryFolder folder = new();
        PlatformConfiguration configuration = Read(
            $"[platforms]\nplatforms = p q\n[platforms.p]\ntype = Grid5000\nstart_time = {start}\n[platforms.q]\ntype = Simulated\n"
        ).Configuration!;
        PlatformFolder platforms = new(
            folder.At("inventory"),
            Platforms,
            new FixedClock(new DateTimeOffset(2026, 11, 26, 19, 0, 0, TimeSpan.FromHours(1)))
        );

        string.Join('|', platforms.CheckReservations(configuration).Select(found => $"{found.Message}; {found.Advice}")).ShouldBe(problem);
        platforms.Check(configuration).Count(found => found.Field == "platforms.p.start_time").ShouldBe(problem.Length > 0 ? 1 : 0);
    }

    // Scalehub mounts its folder of configurations at /app/conf.
    [Theory]
    [InlineData("pico_hosts.yaml")]
    [InlineData("provision/pico_hosts.yaml")]
    public async Task An_inventory_below_the_mounted_folder_is_found_above_the_configuration_file(string file)
    {
        using TemporaryFolder folder = new();
        folder.Write(file, "all: {hosts: {pico-1: {ansible_host: 192.0.2.1}}}\n");
        string conf = folder.Write(
            "provision/lab.ini",
            "[platforms]\nplatforms = pico\n[platforms.pico]\ntype = RaspberryPi\ninventory = /app/conf/pico_hosts.yaml\nconsumers = 1\n"
        );
        PlatformSection section = PlatformConfiguration.Load([conf]).Configuration!.Platforms[0];

        Platforms.Check(section).ShouldBeEmpty();
        (await Platforms.Find("RaspberryPi")!.ProvisionAsync(section)).Resolve().Hosts.ShouldBe(["pico-1"]);
        Platforms.Check(section.With("inventory", "/app/conf/none.yaml")).ShouldHaveSingleItem().Source.ShouldBe("/app/conf/none.yaml");
    }

    [Fact]
    public async Task Hosts_with_the_same_address_and_port_are_rejected_except_on_the_loopback_address()
    {
        using TemporaryFolder folder = new();
        folder.Write(
            "hosts.yaml",
            "all: {hosts: {x: {ansible_host: 192.0.2.1}, y: {ansible_host: 192.0.2.1, ansible_port: 23}, h: {ansible_host: 127.0.0.1}, i: {ansible_host: 127.0.0.1}}}\n"
        );
        folder.Write("more.yaml", "all: {hosts: {z: {ansible_host: 192.0.2.1}}}\n");
        PlatformFolder place = new(folder.At("inventory"), Platforms);
        string one = $"[platforms.a]\ntype = RaspberryPi\ninventory = {folder.At("hosts.yaml")}\n";

        ExperimentException failure = await Should.ThrowAsync<ExperimentException>(() =>
            place.ProvisionAsync(
                Read(
                    $"[platforms]\nplatforms = a b\n{one}[platforms.b]\ntype = RaspberryPi\ninventory = {folder.At("more.yaml")}\n"
                ).Configuration!
            )
        );

        failure.Problems.ShouldHaveSingleItem().Message.ShouldBe("hosts 'x' and 'z' have one address, 192.0.2.1");
        place.ReadState().ShouldHaveSingleItem().Name.ShouldBe("a");
    }

    [Fact]
    public async Task Each_platform_that_cannot_be_destroyed_is_reported()
    {
        using TemporaryFolder folder = new();
        StubbornPlatform stubborn = new("B") { IsWorking = true };
        PlatformFolder place = new(folder.At("inventory"), PlatformList.Default.With(stubborn));
        await place.ProvisionAsync(
            Read(
                "[platforms]\nplatforms = a b c\n[platforms.a]\ntype = B\n[platforms.b]\ntype = Simulated\n[platforms.c]\ntype = B\n"
            ).Configuration!
        );
        stubborn.IsWorking = false;

        ExperimentException failure = await Should.ThrowAsync<ExperimentException>(() => place.DestroyAsync());

        failure.Problems.Select(problem => problem.Field).ShouldBe(["platforms.c.type", "platforms.a.type"]);
        place.ReadState().Select(section => section.Name).ShouldBe(["a", "c"]);
    }

    [Theory]
    [InlineData("control = 11")]
    [InlineData("producers = 200\nconsumers = 36")]
    public void Counts_that_lead_to_colliding_or_invalid_addresses_are_rejected(string counts) =>
        Platforms
            .Check(
                Read(
                    $"[platforms]\nplatforms = p\n[platforms.p]\ntype = YourCustomType\napi_endpoint = x\nregion = y\n{counts}\n"
                ).Configuration!.Platforms[0]
            )
            .ShouldHaveSingleItem()
            .Code.ShouldBe(ProblemCode.OutOfRange);

    private static PlatformReadResult Read(string text) => PlatformConfiguration.Read(Encoding.UTF8.GetBytes(text), "farm.ini");

    private static PlatformReadResult Read(string defaults, string text) =>
        PlatformConfiguration.Read([
            new ConfigFile("defaults.ini", Encoding.UTF8.GetBytes(defaults)),
            new ConfigFile("farm.ini", Encoding.UTF8.GetBytes(text)),
        ]);
}

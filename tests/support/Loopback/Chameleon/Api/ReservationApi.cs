using Loopback.Chameleon.State;

namespace Loopback.Chameleon.Api;

/// <summary>Handles requests to Blazar, the reservation API: leases and reservable machines (hosts).</summary>
internal sealed class ReservationApi(SiteState site, ChameleonServerOptions options)
{
    // Blazar: API_DATE_FORMAT for requests, LEASE_DATE_FORMAT for responses.
    private const string RequestDateFormat = "yyyy-MM-dd HH:mm";
    private const string ResponseDateFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff";
    private const int MaxDurationCount = 100_000;
    private const string CreationDateFormat = "yyyy-MM-dd HH:mm:ss";

    public Reply Answer(Call call) =>
        (call.Method, call.Path) switch
        {
            ("GET", ["leases"]) => new(200, new JsonObject { ["leases"] = List(site.Leases.Where(IsListed).Select(ToJson)) }),
            ("POST", ["leases"]) => Create(call.Body),
            ("GET", ["leases", var id]) => new(200, new JsonObject { ["lease"] = ToJson(site.FindLease(id)) }),
            ("PUT", ["leases", var id]) => Change(site.FindLease(id), call.Body),
            ("DELETE", ["leases", var id]) => Delete(site.FindLease(id)),
            ("GET", ["os-hosts"]) => new(200, new JsonObject { ["hosts"] = List(site.Machines.Select(ToJson)) }),
            ("GET", ["os-hosts", "allocations"]) => new(
                200,
                new JsonObject { ["allocations"] = List(site.Machines.Select(AllocationsOf)) }
            ),
            _ => throw new Refusal(404, "not found"),
        };

    private static JsonArray List(IEnumerable<JsonObject> items) => new([.. items]);

    private static JsonObject ToJson(Machine machine) =>
        new()
        {
            ["id"] = machine.Id,
            ["hypervisor_hostname"] = machine.Name,
            ["node_type"] = machine.Spec.Type,
            ["vcpus"] = machine.Spec.Cpus,
            ["memory_mb"] = machine.Spec.MemoryMiB,
            ["local_gb"] = 400,
            ["reservable"] = true,
            ["status"] = null,
        };

    /// <summary>Returns the node type that the requirements name; empty if they are empty.</summary>
    private static string TypeOf(string requirements)
    {
        try
        {
            return requirements.Length == 0 ? ""
                : JsonNode.Parse(requirements) is JsonArray { Count: 3 } parts
                && parts[0]?.ToString() is "=" or "=="
                && parts[1]?.ToString() == "$node_type"
                    ? parts[2]!.ToString()
                : throw new Refusal(400, $"Malformed requirements {requirements}");
        }
        catch (JsonException)
        {
            throw new Refusal(400, $"Malformed requirements {requirements}");
        }
    }

    private static DateTimeOffset ParseTime(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            RequestDateFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time
        )
            ? time
            : throw new Refusal(400, $"{text} is an invalid date. Required format: YYYY-MM-DD HH:MM");

    private static TimeSpan ParseDuration(string text) =>
        text.Length > 1
        && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        && count <= MaxDurationCount
            ? text[^1] switch
            {
                's' => TimeSpan.FromSeconds(count),
                'm' => TimeSpan.FromMinutes(count),
                'h' => TimeSpan.FromHours(count),
                'd' => TimeSpan.FromDays(count),
                _ => throw InvalidDuration(text),
            }
            : throw InvalidDuration(text);

    private static Refusal InvalidDuration(string text) =>
        new(400, $"{text} is an invalid time. Required format: a number of up to {MaxDurationCount} and s, m, h or d, as in 1h");

    private bool IsListed(LeaseRecord lease) =>
        lease.CreatedAt <= site.Now - options.ListLag && lease.IsListed(site.Now - options.ListLag, options.EndDelay);

    private JsonObject ToJson(LeaseRecord lease)
    {
        string status = lease.StatusAt(site.Now, options);
        return new JsonObject
        {
            ["id"] = lease.Id,
            ["name"] = lease.Name,
            ["user_id"] = "ann-id",
            ["project_id"] = "CH-1",
            ["status"] = status,
            ["degraded"] = false,
            ["start_date"] = lease.Start.UtcDateTime.ToString(ResponseDateFormat, CultureInfo.InvariantCulture),
            ["end_date"] = lease.End.UtcDateTime.ToString(ResponseDateFormat, CultureInfo.InvariantCulture),
            ["created_at"] = lease.CreatedAt.UtcDateTime.ToString(CreationDateFormat, CultureInfo.InvariantCulture),
            ["updated_at"] = null,
            ["events"] = new JsonArray(),
            ["reservations"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = lease.ReservationId,
                    ["lease_id"] = lease.Id,
                    ["resource_type"] = "physical:host",
                    ["min"] = lease.Min,
                    ["max"] = lease.Max,
                    ["resource_properties"] = lease.Rule,
                    ["hypervisor_properties"] = "",
                    ["status"] = status switch
                    {
                        "ACTIVE" => "active",
                        "ERROR" => "error",
                        "TERMINATED" => "deleted",
                        _ => "pending",
                    },
                    ["missing_resources"] = false,
                }
            ),
        };
    }

    private JsonObject AllocationsOf(Machine machine) =>
        new()
        {
            ["resource_id"] = machine.Id,
            ["reservations"] = List(
                site.Leases.Where(lease => lease.Machines.Contains(machine) && lease.EndsAt > site.Now)
                    .Select(lease => new JsonObject
                    {
                        ["id"] = lease.ReservationId,
                        ["lease_id"] = lease.Id,
                        ["start_date"] = lease.Start.UtcDateTime.ToString(ResponseDateFormat, CultureInfo.InvariantCulture),
                        ["end_date"] = lease.End.UtcDateTime.ToString(ResponseDateFormat, CultureInfo.InvariantCulture),
                    })
            ),
        };

    private Reply Create(JsonObject body)
    {
        Call.Allow(body, "name", "start_date", "end_date", "reservations", "events", "before_end_date");
        JsonObject reservation =
            body["reservations"] is JsonArray { Count: 1 } all && all[0] is JsonObject only
                ? only
                : throw new Refusal(400, "a lease has one reservation here");
        Call.Allow(reservation, "resource_type", "min", "max", "resource_properties", "hypervisor_properties", "before_end");
        _ = Call.Text(reservation, "resource_type") == "physical:host" ? true : throw new Refusal(400, "Resource type is not supported");
        (int min, int max) = (Call.Number(reservation, "min", 1), Call.Number(reservation, "max", 1));
        _ = min < 1 || max < min ? throw new Refusal(400, "min and max are 1 or more, and max is not below min") : true;
        string start = Call.Text(body, "start_date");
        string requirements = Call.Text(reservation, "resource_properties");
        DateTimeOffset startTime = start == "now" ? site.Now : ParseTime(start);
        _ = startTime < site.Now.AddMinutes(-1) ? throw new Refusal(400, "Start date must be later than current date") : true;
        return new(
            201,
            new JsonObject
            {
                ["lease"] = ToJson(
                    site.Reserve(
                        Call.Text(body, "name"),
                        startTime,
                        ParseTime(Call.Text(body, "end_date")),
                        min,
                        max,
                        requirements,
                        TypeOf(requirements)
                    )
                ),
            }
        );
    }

    private Reply Change(LeaseRecord lease, JsonObject body)
    {
        // The request sets a new end, or extends the lease.
        Call.Allow(body, "end_date", "prolong_for");
        site.Extend(
            lease,
            Call.Text(body, "prolong_for") is { Length: > 0 } addedTime
                ? lease.End + ParseDuration(addedTime)
                : ParseTime(Call.Text(body, "end_date"))
        );
        return new(200, new JsonObject { ["lease"] = ToJson(lease) });
    }

    private Reply Delete(LeaseRecord lease)
    {
        _ = lease.StatusAt(site.Now, options) is "STARTING" ? throw new Refusal(409, "Operation on a lease in transition: STARTING") : true;
        site.Delete(lease);
        return new(204);
    }
}

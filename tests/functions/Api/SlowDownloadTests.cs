using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Outcomes.Functions.Api;
using Outcomes.Tests.Functions.Api.Access;

namespace Outcomes.Tests.Functions.Api;

public sealed class SlowDownloadTests(KeyedFeed feed) : IClassFixture<KeyedFeed>
{
    /// <summary>A download of megabytes, more than is sent ahead of its reader.</summary>
    private static readonly string Long = "/reports/Outcomes.csv?$apply=" + string.Join('/', Enumerable.Range(0, 10).Select(i => i == 0
        ? "compute(concat(service,service)%20as%20x0)" : $"compute(concat(x{i - 1},x{i - 1})%20as%20x{i})"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_holds_two_turns_and_others_take_the_rest()
    {
        var turns = new Turns(6, 2, TimeSpan.FromMinutes(15));
        using var first = await turns.TakeAsync("slow", Stop);
        using var second = await turns.TakeAsync("slow", Stop);
        var third = turns.TakeAsync("slow", Stop).AsTask();
        using var other = await turns.TakeAsync("other", Stop);

        Assert.False(third.IsCompleted);
        second.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Who_reads_nothing_leaves_turns_for_others()
    {
        var (slow, other) = (await feed.KeyAsync(), await feed.KeyAsync());
        var readers = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 8; i++)
                readers.Add(await AskAsync(slow));
            await WaitAsync(() => readers.Any(reader => reader.Available > 0));

            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(feed.Client.BaseAddress!, "/reports/Outcomes.csv")) { Headers = { { "x-api-key", other } } };
            using var reply = await feed.Client.SendAsync(request, Stop);
            Assert.Equal((HttpStatusCode.OK, 1201), (reply.StatusCode, (await reply.Content.ReadAsStringAsync(Stop)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length));
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    [Fact]
    public async Task Who_reads_too_slowly_is_cut_off()
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpMinResponseDataRateFeature>(new Rate());
        using (await Turn.TakeAsync(context, Turns.OfDownloads))
            Assert.Equal(65536, context.Features.GetRequiredFeature<IHttpMinResponseDataRateFeature>().MinDataRate!.BytesPerSecond);
    }

    /// <summary>What Kestrel enforces for a request (within seconds of the rate being missed, after what its buffers hold).</summary>
    private sealed class Rate : IHttpMinResponseDataRateFeature
    {
        public MinDataRate? MinDataRate { get; set; }
    }

    private async Task<TcpClient> AskAsync(string key)
    {
        var reader = new TcpClient { ReceiveBufferSize = 16 * 1024 };
        await reader.ConnectAsync(IPAddress.Loopback, feed.Client.BaseAddress!.Port, Stop);
        await reader.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {Long} HTTP/1.1\r\nHost: localhost\r\nx-api-key: {key}\r\n\r\n"), Stop);
        return reader;
    }

    private static async Task WaitAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(100, Stop);
    }
}
